from migracidades.demo.papers import paper


def test_a_paper_is_a_pdf_that_says_what_it_is():
    made = paper("decreto", "Decreto (fictício) nº 1", mark="DEMONSTRAÇÃO")
    content = made.file.read()
    assert (made.name, made.content_type) == ("decreto.pdf", "application/pdf")
    assert "DEMONSTRAÇÃO".encode("cp1252") in content
    assert rb"Decreto \(fict" in content


def test_its_table_points_at_its_objects():
    content = paper("decreto", "Uma linha", mark="DEMONSTRAÇÃO").file.read()
    start = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    rows = content[start:].split(b"\n")[3:8]
    for number, row in enumerate(rows, start=1):
        assert content[int(row[:10]) :].startswith(b"%d 0 obj" % number)
