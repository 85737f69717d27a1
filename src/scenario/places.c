/*
 * places.c - walk over events and structs side by side.
 */
#include "scenario/places.h"

#include <string.h>

#include "base/mem.h"
#include "scenario/schema.h"

static void *pointer_at(const void *address)
{
	void *pointer;

	memcpy(&pointer, address, sizeof pointer);
	return pointer;
}

static void fill_value(const struct doc_events *events, uint32_t at,
		       const cyaml_schema_value_t *schema, uint8_t *data);

/* [address] holds the pointer to the list's items. */
static void fill_list(const struct doc_events *events, uint32_t list,
		      const cyaml_schema_value_t *schema, uint8_t *address)
{
	uint8_t *item = pointer_at(address);
	uint32_t entry;

	if (!item) {
		void *empty = mem_alloc(1);

		memcpy(address, &empty, sizeof empty);
		return;
	}
	if (schema->sequence.entry->type != CYAML_MAPPING)
		return;
	for (uint32_t at = list + 1; doc_events_entry(events, &at, &entry);) {
		fill_value(events, entry, schema->sequence.entry, item);
		item += schema->data_size;
	}
}

/* A step is where its action's name stands, which is behind the '{' in {free: a}. */
static void fill_place(const struct doc_events *events, uint32_t mapping,
		       const cyaml_schema_value_t *schema, uint8_t *data)
{
	const struct shape *shape = schema_shape(schema);
	uint32_t at = schema_is_step(schema) ? mapping + 1 : mapping;
	struct diag_place place = doc_event_place(&events->items[at]);

	if (shape->place)
		memcpy(data + shape->place, &place, sizeof place);
}

static void fill_mapping(const struct doc_events *events, uint32_t mapping,
			 const cyaml_schema_value_t *schema, uint8_t *data)
{
	uint32_t key, value;

	fill_place(events, mapping, schema, data);
	for (uint32_t at = mapping + 1; doc_events_pair(events, &at, &key, &value);) {
		const cyaml_schema_field_t *field = schema_field(schema, events->items[key].value);

		fill_value(events, value, &field->value, data + field->data_offset);
	}
}

/* [data] is the value, or for pointer types the place that holds the pointer. */
static void fill_value(const struct doc_events *events, uint32_t at,
		       const cyaml_schema_value_t *schema, uint8_t *data)
{
	if (schema->type == CYAML_SEQUENCE)
		fill_list(events, at, schema, data);
	else if (schema->type == CYAML_MAPPING && (schema->flags & CYAML_FLAG_POINTER))
		fill_mapping(events, at, schema, pointer_at(data));
	else if (schema->type == CYAML_MAPPING)
		fill_mapping(events, at, schema, data);
}

void places_fill(const struct doc_events *events, struct scenario *scenario)
{
	uint8_t address[sizeof scenario];

	memcpy(address, &scenario, sizeof scenario);
	fill_value(events, 0, &scenario_schema, address);
}
