import json
data = {"key%d" % i: [i, str(i), i * 0.5] for i in range(300)}
kept = [json.loads(json.dumps(data)) for _ in range(4)]
del kept[::2]
try:
    raise ValueError(kept)
except ValueError:
    pass
