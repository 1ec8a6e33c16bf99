// node screens.mjs MODULES CHROMIUM FOLDER < readings.json — what is wrong with the looks of an unpacked e-book, as JSON on standard output.
// A reading is { name, files, states, css, pictures }: these files of the folder, each in these states of the reader ("320 dark plain":
// width, SCHEMES, SETTINGS), with this CSS after the book's, and a picture of each in that folder if one is named.
// What comes back is a list of { reading, file, state, kind, what }.
import { readFileSync } from 'node:fs'
import { join, normalize, resolve } from 'node:path'
import { launch, serve } from './browser.mjs'
import { faultsOfPage } from './looks.mjs'

const HEIGHT = 900
const HIGHEST = 9000 // of a picture: a browser cannot draw a long chapter whole
// A margin as every reading system gives one; nothing may hang out into it.
const READER = 'html { padding: 0 16px !important }'
const SCHEMES = { light: '', dark: 'html, body { background: #121212; color: #ddd }' }
const SETTINGS = { plain: '', large: 'html { font-size: 200% !important }', sans: '* { font-family: sans-serif !important }' }
// The reader's size of type in each, in px.
const SIZE = { plain: 16, large: 32, sans: 16 }

const stateOf = name => {
    const [width, scheme, setting] = name.split(' ')
    return { name, width: Number(width), scheme, setting }
}

const dress = async (page, { width, scheme, setting }) => {
    await page.setViewport({ width, height: HEIGHT })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    await page.evaluate(async css => {
        document.getElementById('the-reader').textContent = css
        await document.fonts.ready
    }, READER + SCHEMES[scheme] + SETTINGS[setting])
}

const open = async (page, address, css) => {
    await page.goto(address, { waitUntil: 'load' })
    await page.evaluate(css => {
        for (const [id, text] of [['damage', css], ['the-reader', '']]) {
            const sheet = document.createElementNS('http://www.w3.org/1999/xhtml', 'style')
            sheet.id = id
            sheet.textContent = text
            document.head.append(sheet)
        }
    }, css ?? '')
}

const read = async (page, base, { name: reading, files, states, css, pictures }) => {
    const faults = []
    for (const file of files) {
        await open(page, `${base}/${file}`, css)
        for (const state of states.map(stateOf)) {
            await dress(page, state)
            const found = await page.evaluate(faultsOfPage, SIZE[state.setting])
            faults.push(...found.map(fault => ({ reading, file, state: state.name, ...fault })))
            if (pictures) {
                const path = join(pictures, `${file.replace(/.*\//, '').replace('.xhtml', '')} ${state.name}.png`.replaceAll(' ', '-'))
                const height = await page.evaluate(() => document.documentElement.scrollHeight)
                const clip = { x: 0, y: 0, width: state.width, height: Math.min(height, HIGHEST) }
                await page.screenshot({ path, clip, optimizeForSpeed: true })
            }
        }
    }
    return faults
}

const [modules, chromium, folder] = process.argv.slice(2, 5).map(path => resolve(path))
const { base, close } = await serve(path => join(folder, normalize(path)))
const browser = await launch(modules, chromium)
try {
    const page = await browser.newPage()
    const faults = []
    for (const reading of JSON.parse(readFileSync(0, 'utf8'))) faults.push(...await read(page, base, reading))
    process.stdout.write(JSON.stringify(faults))
} finally {
    await browser.close()
    close()
}
