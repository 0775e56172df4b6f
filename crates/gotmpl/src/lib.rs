//! Go's text/template language: lexer, parser and executor.
