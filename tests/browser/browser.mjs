// browser.mjs - what casts and films look like where most people see them.
//
// usage: node browser.mjs PROGRAM PACKAGES
//
// Films: the text that can be seen at a moment, row by row, is that of the picture of the same place, and
// that of the cast at the same moment; every text stands in its columns; pointing at the film stops it; who
// wants nothing to move sees the poster; nothing is fetched.  Casts: asciinema-player shows every chapter,
// and the frames that the film has.
import {execFileSync} from 'node:child_process';
import {createServer} from 'node:http';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const program = resolve(process.argv[2]), packages = resolve(process.argv[3]);
const lessons = resolve(dirname(fileURLToPath(import.meta.url)), '../../scenarios');
const puppeteer = createRequire(join(packages, 'x.js'))('puppeteer-core');
const bundle = join(packages, 'node_modules/asciinema-player/dist/bundle');
const folder = mkdtempSync(join(tmpdir(), 'arenawalk-browser-'));
const COLUMN = 10, ROW = 20, MARGIN = 10;
const PIXELS_MOST = 60; // on the borders of tiles, where letters are cut
let checks = 0, failures = 0;

function check(what, good) {
	checks++;
	if (good)
		return;
	failures++;
	console.log(`FAILED: ${what}`);
}

function render(lesson, ...options) {
	const environment = {...process.env};
	delete environment.NO_COLOR;
	return execFileSync(program, ['render', join(lessons, lesson), ...options],
		{encoding: 'utf8', maxBuffer: 1 << 28, env: environment});
}

// Films and casts have a running player in their title line, which stills do not.
const rows = text => text.split('\n').map(row => row.trimEnd());
const body = text => rows(text).slice(1, 23).join('\n');

function same(what, seen, wanted) {
	check(what, seen === wanted);
	if (seen === wanted)
		return;
	const a = seen.split('\n'), b = wanted.split('\n');
	for (let y = 0; y < Math.max(a.length, b.length); y++)
		if (a[y] !== b[y]) {
			console.log(`  row ${y}: ${JSON.stringify(a[y])}\n  wanted: ${JSON.stringify(b[y])}`);
			break;
		}
}

// -- in the browser --------------------------------------------------------------------------------

// Runs there.  The rows of text that can be seen: of each <tspan> the part inside its window.  Frames
// and bars are shapes: blanks here.  Wide characters are noted in the column of their left half.
function readFilm(COLUMN, ROW, MARGIN) {
	const root = document.querySelector('svg'), frame = root.getBoundingClientRect();
	const width = (frame.width - 2 * MARGIN) / COLUMN, height = (frame.height - 2 * MARGIN) / ROW;
	const screen = Array.from({length: height}, () => Array(width).fill(' '));
	const wrong = [];
	for (const span of root.querySelectorAll('tspan')) {
		// In the picture's own coordinates; a nested <svg> has no box of its own to ask for.
		const tile = span.ownerSVGElement;
		const at = name => tile === root ? 0 : tile[name].baseVal.value;
		const inTile = tile !== root;
		// The row's own place: fonts may be higher than a row.
		const matrix = span.getScreenCTM();
		const top = matrix.f - frame.y;
		const left = matrix.e + Number(span.getAttribute('x')) - frame.x;
		const row = Math.round((top - MARGIN) / ROW);
		if (inTile && Math.abs(top - at('y')) > 1)
			continue;
		const seen = span.getBoundingClientRect();
		let column = Math.round((left - MARGIN) / COLUMN);
		for (const c of span.textContent) {
			const wide = /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(c);
			const x = column * COLUMN + MARGIN;
			if (!inTile || (x >= at('x') - 1 && x < at('x') + at('width') - 1)) {
				screen[row][column] = c;
				if (wide)
					screen[row][column + 1] = '';
			}
			column += wide ? 2 : 1;
		}
		const end = (column * COLUMN) + frame.x + MARGIN;
		// One wide character alone is not stretched: it is narrower than its two columns.
		const alone = [...span.textContent].length === 1 ? 5 : 2;
		if (seen.right > end + 2 || seen.right < end - alone || Math.abs(seen.x - frame.x - left) > 2)
			wrong.push(`${span.textContent}: to ${seen.right} instead of ${end}`);
	}
	return {text: screen.map(row => row.join('').trimEnd()).join('\n'), wrong};
}

// Without what is a shape in an SVG; without what the player draws as one.
const without = (text, glyphs) => rows(text.replace(glyphs, ' ')).join('\n');
const withoutShapes = text => without(text, /[\u2500-\u259f]/g);
const withoutSymbols = text => without(text, /[\u2500-\u25ff]/g);

async function seekFilm(page, ms) {
	return page.evaluate(ms => {
		const animations = document.getAnimations();
		for (const animation of animations) {
			animation.pause();
			animation.currentTime = ms;
		}
		return animations.length;
	}, ms);
}

async function filmText(page) {
	const {text, wrong} = await page.evaluate(readFilm, COLUMN, ROW, MARGIN);
	check(`text beside its columns: ${wrong.slice(0, 2).join('; ')}`, wrong.length === 0);
	return text;
}

// -- a server for what was rendered -----------------------------------------------------------------

const served = new Map(), asked = [];

function serve(name, type, content) {
	served.set('/' + name, {type, content});
}

const server = createServer((request, response) => {
	const file = served.get(request.url);
	asked.push(request.url);
	response.writeHead(file ? 200 : request.url === '/favicon.ico' ? 204 : 404, {'Content-Type': file?.type ?? 'text/plain'});
	response.end(file?.content ?? '');
});
await new Promise(done => server.listen(0, '127.0.0.1', done));
const origin = `http://127.0.0.1:${server.address().port}`;

// -- films -------------------------------------------------------------------------------------------

// Moments of a cast at which its picture stands still, and the last.
function restsOf(cast, most) {
	const times = cast.trimEnd().split('\n').slice(1).map(line => JSON.parse(line))
		.filter(event => event[1] === 'o').map(event => event[0]);
	const rests = times.slice(0, -1).map((time, i) => ({time: (time + times[i + 1]) / 2,
		length: times[i + 1] - time})).sort((a, b) => b.length - a.length).slice(0, most);
	return rests.map(rest => rest.time).sort((a, b) => a - b);
}

async function openFilm(browser, name) {
	const page = await browser.newPage();
	page.on('pageerror', error => check(`${name}: ${error}`, false));
	page.on('console', message => check(`${name}: ${message.text()}`, false));
	await page.setViewport({width: 900, height: 560});
	asked.length = 0;
	await page.goto(`${origin}/${name}`);
	return page;
}

async function checkFilm(browser, player, lesson, ...options) {
	const name = `${lesson} ${options.join(' ')}`;
	// The same frames: casts have fewer where much happens, unless told.
	const cast = render(lesson, '--format', 'cast', '--rate', '15', ...options);
	serve('film.svg', 'image/svg+xml', render(lesson, '--format', 'film', '--rate', '15', ...options));
	serve('film.cast', 'text/plain', cast);
	const page = await openFilm(browser, 'film.svg');
	await player.open('film.cast');
	for (const time of restsOf(cast, 8)) {
		const moving = await seekFilm(page, 1000 * time);
		check(`${name}: nothing moves`, moving > 5);
		const film = await filmText(page);
		same(`${name}, ${time} s: film and cast`, withoutSymbols(film),
			withoutSymbols(await player.textAt(time)));
		await page.bringToFront();
	}
	// The end, and a stop, as pictures.
	const length = JSON.parse(cast.trimEnd().split('\n').at(-1))[0];
	await seekFilm(page, 1000 * length - 500);
	const last = await filmText(page);
	same(`${name}: the end`, body(withoutShapes(last)),
		body(withoutShapes(render(lesson, '--at', 'end', ...options.filter(o => o !== '--still')))));
	check(`${name}: asked for ${asked.join(' ')}`,
		asked.every(url => url === '/film.svg' || url === '/favicon.ico' || url.startsWith('/p') || url === '/film.cast'));
	await page.close();
}

async function checkStops(browser) {
	// In a page, as a part of it: alone, its ground is the whole window.
	serve('stops', 'text/html', '<!doctype html><meta charset="utf-8"><body style="margin:0">' +
		render('07-four-blocks.yaml', '--format', 'film', '--poster', '3'));
	const page = await openFilm(browser, 'stops');
	const states = () => page.evaluate(() => [...new Set(document.getAnimations().map(a => a.playState))].join());
	const time = () => page.evaluate(() => document.getAnimations()[0].currentTime);
	await page.mouse.move(899, 559); // beside the film
	check('it does not run by itself', await states() === 'running');
	const first = await time();
	await new Promise(done => setTimeout(done, 300));
	check('its time does not pass', await time() > first);
	await page.mouse.move(300, 200);
	await new Promise(done => setTimeout(done, 100));
	check(`pointing at it does not stop it: ${await states()}`, await states() === 'paused');
	const held = await time();
	await new Promise(done => setTimeout(done, 300));
	check('its time passes under the pointer', await time() === held);
	await page.mouse.move(899, 559);
	await new Promise(done => setTimeout(done, 100));
	check('it does not go on', await states() === 'running');

	await page.emulateMediaFeatures([{name: 'prefers-reduced-motion', value: 'reduce'}]);
	const animations = await page.evaluate(() => document.getAnimations().length);
	check(`${animations} animations for who wants none`, animations === 0);
	same('the poster', body(withoutShapes(await filmText(page))),
		body(withoutShapes(render('07-four-blocks.yaml', '--at', '3'))));
	await page.close();

	// Without a poster: the end.
	serve('end.svg', 'image/svg+xml', render('07-four-blocks.yaml', '--format', 'film'));
	const still = await openFilm(browser, 'end.svg');
	await still.emulateMediaFeatures([{name: 'prefers-reduced-motion', value: 'reduce'}]);
	same('the end, without a poster', body(withoutShapes(await filmText(still))),
		body(withoutShapes(render('07-four-blocks.yaml', '--at', 'end'))));
	await still.close();
}

// Pixels that are clearly not the same in two screenshots.
function differences(page, ...shots) {
	return page.evaluate(async shots => {
		const pixels = [];
		for (const shot of shots) {
			const image = new Image();
			image.src = 'data:image/png;base64,' + shot;
			await image.decode();
			const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
			canvas.drawImage(image, 0, 0);
			pixels.push(canvas.getImageData(0, 0, image.width, image.height).data);
		}
		let count = 0;
		for (let i = 0; i < pixels[0].length; i += 4)
			count += [0, 1, 2].some(k => Math.abs(pixels[0][i + k] - pixels[1][i + k]) > 24);
		return count;
	}, shots);
}

// Most pages have films as images: there they run, too, and stand still for who wants that.
async function checkImage(browser, runs) {
	serve('film.svg', 'image/svg+xml', render('07-four-blocks.yaml', '--format', 'film', '--length', '3'));
	serve('image', 'text/html', '<!doctype html><body style="margin:0"><img src="film.svg">');
	const clip = {x: 0, y: 0, width: 820, height: 500};
	const page = await openFilm(browser, 'image');
	const shots = async () => {
		const first = await page.screenshot({clip, encoding: 'base64'});
		await new Promise(done => setTimeout(done, 1300));
		return differences(page, first, await page.screenshot({clip, encoding: 'base64'}));
	};
	const moved = await shots();
	check(`as an image, ${moved} pixels of a film have moved`, runs ? moved > 100 : moved === 0);
	await page.close();
}

// What a browser paints: the film at its end is the picture of its end.
async function checkPixels(browser) {
	const lesson = '08-pool-states.yaml', cast = render(lesson, '--format', 'cast', '--still');
	const length = JSON.parse(cast.trimEnd().split('\n').at(-1))[0];
	serve('film.svg', 'image/svg+xml', render(lesson, '--format', 'film', '--still'));
	serve('poster.svg', 'image/svg+xml', render(lesson, '--format', 'film', '--still', '--at', 'end'));
	const film = await openFilm(browser, 'film.svg');
	await seekFilm(film, 1000 * length - 500);
	const clip = {x: 0, y: 40, width: 820, height: 420};
	const a = await film.screenshot({clip, encoding: 'base64'});
	const still = await openFilm(browser, 'poster.svg');
	const b = await still.screenshot({clip, encoding: 'base64'});
	const other = await differences(film, a, b);
	check(`the film at its end and a film of its end alone: ${other} pixels differ`, other <= PIXELS_MOST);
	await seekFilm(film, 1000);
	const begin = await differences(film, a, await film.screenshot({clip, encoding: 'base64'}));
	check(`the film at its beginning is its end but for ${begin} pixels`, begin > 1000);
	await film.close();
	await still.close();
}

// -- casts -------------------------------------------------------------------------------------------

async function openPlayer(browser) {
	for (const file of ['asciinema-player.min.js', 'asciinema-player.css'])
		serve('p/' + file, file.endsWith('css') ? 'text/css' : 'text/javascript',
			readFileSync(join(bundle, file)));
	serve('player', 'text/html', '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">' +
		'<link rel="stylesheet" href="/p/asciinema-player.css"><div id="p"></div>' +
		'<script src="/p/asciinema-player.min.js"></script>');
	const page = await browser.newPage();
	page.on('pageerror', error => check(`player: ${error}`, false));
	await page.goto(`${origin}/player`);
	return {
		page,
		async open(cast) {
			await page.evaluate(async cast => {
				window.player?.dispose();
				window.player = AsciinemaPlayer.create(cast, document.getElementById('p'),
					{preload: true, fit: false});
				await new Promise(done => window.player.addEventListener('play', done) || setTimeout(done, 300));
				await window.player.play();
				await window.player.pause();
			}, '/' + cast);
			await page.waitForSelector('.ap-term');
		},
		async textAt(time) {
			await page.bringToFront(); // nothing is drawn behind
			await page.evaluate(time => window.player.seek(time), time);
			await new Promise(done => setTimeout(done, 120));
			return page.evaluate(() => [...document.querySelectorAll('.ap-term .ap-line')]
				.map(line => line.textContent.trimEnd()).join('\n'));
		},
	};
}

async function checkChapters(player, version) {
	const cast = render('07-four-blocks.yaml', '--format', 'cast', '--cast-version', version);
	const events = cast.trimEnd().split('\n').slice(1).map(line => JSON.parse(line));
	const labels = events.filter(event => event[1] === 'm').map(event => event[2]);
	serve(`chapters${version}.cast`, 'text/plain', cast);
	await player.open(`chapters${version}.cast`);
	await player.page.waitForSelector('.ap-marker-container', {timeout: 5000}).catch(() => {});
	const shown = await player.page.evaluate(() =>
		[...document.querySelectorAll('.ap-marker-container')].map(marker => marker.textContent.trim()));
	check(`version ${version}: ${shown.length} chapters of ${labels.length}`, shown.length === labels.length);
	labels.forEach((label, i) => check(`version ${version}: chapter '${label}' is '${shown[i]}'`,
		shown[i]?.includes(label)));
	const end = render('07-four-blocks.yaml', '--at', 'end');
	const length = events.reduce((sum, event) => version === '3' ? sum + event[0] : event[0], 0);
	same(`version ${version}: the end`, body(withoutSymbols(await player.textAt(length - 0.2))),
		body(withoutSymbols(end)));
	const duration = await player.page.evaluate(() => window.player.getDuration());
	check(`version ${version}: ${duration} s of ${length}`, Math.abs(duration - length) < 0.01);
}

// -- all of it ---------------------------------------------------------------------------------------

const executable = process.env.CHROMIUM ??
	['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const launch = (...more) => puppeteer.launch({executablePath: executable,
	args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb', ...more]});
const browser = await launch();
const calm = await launch('--force-prefers-reduced-motion');
try {
	const player = await openPlayer(browser);
	await checkFilm(browser, player, '07-four-blocks.yaml');
	await checkFilm(browser, player, '07-four-blocks.yaml', '--lang', 'zh');
	await checkFilm(browser, player, '20-realloc.yaml', '--still');
	await checkStops(browser);
	await checkPixels(browser);
	await checkImage(browser, true);
	await checkImage(calm, false);
	await checkChapters(player, '2');
	await checkChapters(player, '3');
} finally {
	await browser.close();
	await calm.close();
	server.close();
	rmSync(folder, {recursive: true});
}
console.log(`browser.mjs: ${checks} checks, ${failures} failures`);
process.exit(failures > 0 ? 1 : 0);
