def test_a(playwright): pass
