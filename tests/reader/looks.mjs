// What is wrong with the looks of the page in the browser: a list of { kind, what }. It runs in the page, so it holds all that it needs.
// `size` is the reader's own size of type in px.
export const faultsOfPage = size => {
    const SMALLEST = 0.7 // of the reader's size
    const SMALLEST_RAISED = 0.6 // a mark or an exponent; what stands in a formula is the engine's
    const TEXT_CONTRAST = 4.5 // WCAG 2.2, 1.4.3
    const RULE_CONTRAST = 3 // 1.4.11
    const SLACK = 1.5 // px
    const HEART = 0.3 // of the size of type, above and below a line's middle: where its letters surely stand

    const faults = []
    const told = new Set()
    const fault = (kind, element, what) => {
        const name = element.localName + (element.className.length ? `.${String(element.className).split(' ').join('.')}` : '')
        const said = `${name}: ${what}`
        if (!told.has(kind + said)) faults.push({ kind, what: said })
        told.add(kind + said)
    }
    const start = text => `“${text.trim().replace(/\s+/g, ' ').slice(0, 30)}”`
    const ancestors = element => element ? [element, ...ancestors(element.parentElement)] : []
    const style = element => getComputedStyle(element)
    const body = document.body.getBoundingClientRect()

    // --- colours

    const painter = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas').getContext('2d', { willReadFrequently: true })
    const known = new Map()
    const colour = text => {
        if (!known.has(text)) {
            painter.clearRect(0, 0, 1, 1)
            painter.fillStyle = text
            painter.fillRect(0, 0, 1, 1)
            const [red, green, blue, alpha] = painter.getImageData(0, 0, 1, 1).data
            known.set(text, { rgb: [red, green, blue], alpha: alpha / 255 })
        }
        return known.get(text)
    }
    const over = (upper, under) => upper.rgb.map((part, place) => part * upper.alpha + under[place] * (1 - upper.alpha))
    const luminance = rgb => {
        const [red, green, blue] = rgb.map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const contrast = (one, other) => {
        const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b)
        return (lighter + 0.05) / (darker + 0.05)
    }
    const paper = matchMedia('(prefers-color-scheme: dark)').matches && style(document.documentElement).colorScheme.includes('dark') ? [18, 18, 18] : [255, 255, 255]
    const ground = element => ancestors(element).reverse().reduce((under, outer) => over(colour(style(outer).backgroundColor), under), paper)
    const seen = (element, ink) => {
        const behind = ground(element)
        const opacity = ancestors(element).reduce((product, outer) => product * Number(style(outer).opacity), 1)
        const shown = colour(ink)
        return contrast(over({ rgb: shown.rgb, alpha: shown.alpha * opacity }, behind), behind)
    }
    const askContrast = (element, ink, least, what) => {
        const ratio = seen(element, ink)
        if (ratio < least) fault('contrast', element, `${what} has a contrast of ${ratio.toFixed(1)}`)
    }

    // --- the pieces of text that are on the page

    const scrolls = element => ancestors(element).find(outer => outer !== document.documentElement && outer !== document.body && ['auto', 'scroll'].includes(style(outer).overflowX))
    // Where spaces are kept, those at a line's end hang out of it unseen: there, word by word.
    const partsOf = node => {
        const kept = style(node.parentElement).whiteSpaceCollapse === 'preserve'
        return [...node.data.matchAll(kept ? /\S+/g : /[^]+/g)].map(part => {
            const range = document.createRange()
            range.setStart(node, part.index)
            range.setEnd(node, part.index + part[0].length)
            return range
        })
    }
    const pieces = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const node = walker.currentNode
        const element = node.parentElement
        if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue
        const rects = partsOf(node).flatMap(range => [...range.getClientRects()]).filter(rect => rect.width > 0.5 && rect.height > 0.5)
        const math = element.closest('math')
        pieces.push({ element, text: node.data, rects, math, size: parseFloat(style(element).fontSize), scroller: scrolls(element) })
    }

    // --- size, contrast, what is cut off

    for (const { element, text, rects, math, size: own, scroller } of pieces) {
        const raised = ancestors(element).some(outer => !['baseline', 'top', 'bottom', 'middle'].includes(style(outer).verticalAlign))
        const least = raised ? SMALLEST_RAISED : SMALLEST
        if (!math && own < least * size - 0.01) fault('small', element, `${start(text)} has ${Math.round(100 * own / size)} % of the reader's size`)
        askContrast(element, style(element).color, TEXT_CONTRAST, start(text))
        const decoration = style(element)
        if (decoration.textDecorationLine !== 'none') askContrast(element, decoration.textDecorationColor, RULE_CONTRAST, `the line at ${start(text)}`)
        if (!rects.length) fault('cut off', element, `${start(text)} has no room`)
        for (const rect of scroller ? [] : rects) {
            if (rect.left < body.left - SLACK || rect.top + scrollY < -SLACK) fault('cut off', element, `${start(text)} begins outside the page`)
            if (rect.right > body.right + SLACK) fault('overflow', element, `${start(text)} ends outside the page`)
        }
    }
    for (const element of document.body.querySelectorAll('*')) {
        const { overflowX, overflowY, display } = style(element)
        if (display === 'inline' || display === 'none') continue
        const hidden = ['hidden', 'clip']
        const wider = element.scrollWidth > element.clientWidth + SLACK
        const higher = element.scrollHeight > element.clientHeight + SLACK
        if ((hidden.includes(overflowX) && wider) || (hidden.includes(overflowY) && higher)) fault('cut off', element, `${start(element.textContent)} is hidden in part`)
        const turned = (['auto', 'scroll'].includes(overflowX) && wider) || (['auto', 'scroll'].includes(overflowY) && higher)
        if (turned && element.tabIndex < 0) fault('focus', element, `${start(element.textContent)} scrolls, but not by keyboard`)
    }
    if (document.documentElement.scrollWidth > innerWidth) fault('overflow', document.documentElement, `the page is ${document.documentElement.scrollWidth} px wide`)

    // --- rules, and what the style sheet writes

    for (const element of document.body.querySelectorAll('*')) {
        const own = style(element)
        for (const side of ['Top', 'Right', 'Bottom', 'Left']) {
            if (parseFloat(own[`border${side}Width`]) && !['none', 'hidden'].includes(own[`border${side}Style`])) {
                askContrast(element.parentElement, own[`border${side}Color`], RULE_CONTRAST, `its rule`)
            }
        }
        for (const mark of ['::before', '::after', '::marker']) {
            const made = getComputedStyle(element, mark)
            const shown = mark === '::marker' ? own.display === 'list-item' && own.listStyleType !== 'none' : !['none', 'normal', '""'].includes(made.content)
            if (shown) askContrast(element, made.color, TEXT_CONTRAST, mark)
        }
    }

    // --- pictures

    for (const image of document.images) {
        const box = image.getBoundingClientRect()
        if (!image.naturalWidth) {
            fault('picture', image, `${image.alt} is not shown`)
            continue
        }
        const natural = image.naturalWidth / image.naturalHeight
        if (Math.abs(box.width / box.height / natural - 1) > 0.02 && style(image).objectFit === 'fill') fault('picture', image, `${image.alt} is distorted`)
        const measure = image.parentElement.getBoundingClientRect()
        if (box.width > measure.width + SLACK || box.left < body.left - SLACK || box.right > body.right + SLACK) fault('picture', image, `${image.alt} is wider than its measure`)
        if (box.width < 8 || box.height < 8) fault('picture', image, `${image.alt} is too small to be seen`)
        const scale = Math.min(1, 64 / Math.max(image.naturalWidth, image.naturalHeight))
        const { canvas } = painter
        canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
        canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
        painter.fillStyle = `rgb(${ground(image.parentElement).map(Math.round).join(' ')})`
        painter.fillRect(0, 0, canvas.width, canvas.height)
        painter.globalAlpha = Number(style(image).opacity)
        painter.fillStyle = style(image).backgroundColor
        painter.fillRect(0, 0, canvas.width, canvas.height)
        painter.drawImage(image, 0, 0, canvas.width, canvas.height)
        painter.globalAlpha = 1
        const { data } = painter.getImageData(0, 0, canvas.width, canvas.height)
        let [darkest, lightest] = [[255, 255, 255], [0, 0, 0]]
        for (let place = 0; place < data.length; place += 4) {
            const dot = [data[place], data[place + 1], data[place + 2]]
            if (luminance(dot) < luminance(darkest)) darkest = dot
            if (luminance(dot) > luminance(lightest)) lightest = dot
        }
        if (contrast(darkest, lightest) < RULE_CONTRAST) fault('contrast', image, `${image.alt} cannot be told from its ground`)
    }

    // --- lines that stand in one another, or in a picture

    const hearts = pieces.flatMap(({ element, text, rects, math, size: own }) => rects.map(rect => {
        const middle = (rect.top + rect.bottom) / 2
        return { element, text, math, left: rect.left, right: rect.right, top: middle - HEART * own, bottom: middle + HEART * own }
    }))
    hearts.push(...[...document.images].map(image => {
        const { left, right, top, bottom } = image.getBoundingClientRect()
        return { element: image, text: image.alt, math: null, left, right, top, bottom }
    }))
    hearts.sort((one, other) => one.top - other.top)
    hearts.forEach((one, place) => {
        for (const other of hearts.slice(place + 1)) {
            if (other.top >= one.bottom - SLACK) break
            const together = Math.min(one.right, other.right) - Math.max(one.left, other.left) > SLACK
            if (together && !(one.math && one.math === other.math)) fault('overlap', one.element, `${start(one.text)} stands in ${start(other.text)}`)
        }
    })
    return faults
}
