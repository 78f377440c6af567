extension Plot: Exhibit {}
