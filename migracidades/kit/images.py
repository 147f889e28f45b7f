from base64 import b64encode


def data_uri(svg: str) -> str:
    """An SVG as the address of an ``<img>``: inline, a PDF loses its text alternative."""
    if "xmlns=" not in svg:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def qr_code(text: str, *, colour: str) -> str:
    """A QR code as SVG, dark on nothing, with 15 % of it readable while damaged."""
    import segno  # the worker draws; the web process need not load it

    return segno.make(text, error="m").svg_inline(border=0, dark=colour)
