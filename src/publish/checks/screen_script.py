"""What the drawn page of a browser is asked, in JavaScript: where its words stand, and to leave the letters out.

The functions are called from outside the page (`checks.screen_looks`), whose own scripts do not run.
"""

START = """(() => {
  const made = (name, text) => {
    const sheet = document.createElementNS('http://www.w3.org/1999/xhtml', 'style')
    sheet.id = name
    sheet.textContent = text
    document.head.append(sheet)
  }
  made('the-reader', 'html { padding: 0 16px !important }')
})()"""
"""The margins of a reading system, which give an outdented line its room."""

TOUCHED = """(%s).some(selector => {
  try { return !selector || document.querySelector(selector) !== null } catch { return true }
})"""
"""Whether one of these selectors matches something in the page; one that is not understood may."""

SETTLE = """(async () => {
  await document.fonts.ready
  for (const motion of document.getAnimations({ subtree: true })) {
    const { endTime, duration } = motion.effect.getComputedTiming()
    if (Number.isFinite(endTime)) motion.finish()
    else { motion.pause(); motion.currentTime = duration / 2 }
  }
  return document.documentElement.scrollHeight
})()"""
"""Every animation is at its end, one without end is half-way. The value is the height of the page."""

WORDS = """(() => {
  const root = document.body.firstElementChild
  const places = new Map([root, ...root.querySelectorAll('*')].map((element, place) => [element, place]))
  const scrolls = element => {
    for (let outer = element; outer && outer !== document.body; outer = outer.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(outer)
      if (['auto', 'scroll'].includes(overflowX) && outer.scrollWidth > outer.clientWidth && outer.clientWidth > 60) return true
      if (['auto', 'scroll'].includes(overflowY) && outer.scrollHeight > outer.clientHeight && outer.clientHeight > 60) return true
    }
    return false
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const texts = []
  const range = document.createRange()
  while (walker.nextNode()) {
    const node = walker.currentNode
    const element = node.parentElement
    if (!node.data.trim() || element.closest('math, svg, script, style, template, rp')) continue
    const style = getComputedStyle(element)
    const trail = []
    for (let outer = element; outer; outer = outer.parentElement) if (places.has(outer)) trail.push(places.get(outer))
    const raised = trail.length && ['sub', 'super'].includes(style.verticalAlign) || parseFloat(style.verticalAlign) > 0
    // Chromium 156: the box of an initial letter is not where the letter is
    const letter = outer => getComputedStyle(outer, '::first-letter').initialLetter ?? ''
    const initial = [element, element.parentElement].some(outer => !['normal', ''].includes(letter(outer)))
    const words = []
    for (const part of node.data.matchAll(/\\S+/g)) {
      range.setStart(node, part.index)
      range.setEnd(node, part.index + part[0].length)
      const whole = [...range.getClientRects()].slice(initial && !words.length ? 1 : 0)
      const rects = whole.map(box => [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY])
      words.push([part[0], rects])
    }
    if (initial && !words[0][1].length) words.shift()
    const size = parseFloat(style.fontSize)
    texts.push([words, size, raised, trail, scrolls(element), style.color, !style.writingMode.startsWith('horizontal')])
  }
  return texts
})()"""
"""The texts of the page: the words of each with their boxes, size of type, whether it is raised, the places of its elements in the section,
whether it scrolls, its colour, whether it is set in columns."""

HIDE = """(() => {
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('svg, math')) continue
    const { textDecorationLine, textDecorationColor } = getComputedStyle(element)
    element.dataset.own = element.getAttribute('style') ?? ''
    const set = (name, value) => element.style.setProperty(name, value, 'important')
    set('transition', 'none')
    if (textDecorationLine !== 'none') set('text-decoration-color', textDecorationColor)
    set('-webkit-text-fill-color', 'transparent')
    set('-webkit-text-stroke-color', 'transparent')
    set('text-shadow', 'none')
    set('text-emphasis-color', 'transparent')
  }
})()"""
"""The same page without its letters; lines through and under them stay."""

SHOW = """(() => {
  for (const element of document.body.querySelectorAll('*')) {
    if (element.dataset.own === undefined) continue
    if (element.dataset.own) element.setAttribute('style', element.dataset.own)
    else element.removeAttribute('style')
    delete element.dataset.own
  }
})()"""

PAPER = "document.documentElement.style.setProperty('background', '#fff', 'important')"
NO_PAPER = "document.documentElement.style.removeProperty('background')"
