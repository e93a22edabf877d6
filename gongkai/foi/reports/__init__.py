"""Reading an annual report that someone else made: grids out of XLSX, HTML and DOCX, then the form recognised in them."""
