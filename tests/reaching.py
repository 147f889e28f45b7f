"""Whether a mouse reaches what a page offers: links, buttons and fields, each at its own middle."""

from playwright.sync_api import Page

# A link may be wrapped over two lines, so that the middle of its box lies outside of it: the middle
# of its first line counts. What only a screen reader sees is reached by its label, and a link that
# waits above the page for the keyboard by nobody's mouse.
COVERED = """() => {
  const size = box => box.width * box.height
  const shown = one => [...one.getClientRects()].find(box => size(box) > 4)
  const labels = one => [...(one.labels || [])]
  const offered = one => one.checkVisibility({ visibilityProperty: true })
  const aim = one => shown(one) ? one : labels(one).find(shown)
  const reaches = (one, hit) => one.contains(hit) || labels(one).some(label => label.contains(hit))
  const said = one => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 160)
  const pressed = 'a[href], button, input, select, textarea, summary'
  const faults = []
  for (const one of document.querySelectorAll(pressed)) {
    const target = offered(one) && aim(one)
    if (!target) continue
    target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
    const box = shown(target)
    if (box.bottom + scrollY <= 0) continue
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    if (!hit || !reaches(one, hit)) faults.push(`${said(one)} is covered by ${hit && said(hit)}`)
  }
  scrollTo(0, 0)
  return faults
}"""


def covered(page: Page) -> list[str]:
    """The links, buttons and fields of a page that a click on them would miss."""
    return page.evaluate(COVERED)
