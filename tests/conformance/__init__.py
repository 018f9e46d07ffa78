"""What Python's runtime answers to some questions, for every other runtime to answer the same.

`python -m tests.conformance.make` writes the answers (`*.json`) anew, which a new bundle needs.
`tests/test_conformance.py` asks Python again, `demos/web/test/conformance*.test.ts` asks TypeScript.
"""
