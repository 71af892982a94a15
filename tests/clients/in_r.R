# The cells of a workbook as a package of R reads them, as text: {sheet: [[cell or null]]}.
words <- commandArgs(TRUE)
read <- list(
    readxl = function(sheet) readxl::read_excel(words[2], sheet, col_names = FALSE, col_types = "text", trim_ws = FALSE, .name_repair = "minimal"),
    openxlsx = function(sheet) openxlsx::read.xlsx(words[2], sheet, colNames = FALSE, skipEmptyRows = FALSE, skipEmptyCols = FALSE)
)[[words[1]]]
sheets <- readxl::excel_sheets(words[2])
rows <- lapply(sheets, function(sheet) unname(as.matrix(suppressMessages(as.data.frame(lapply(read(sheet), as.character))))))
cat(jsonlite::toJSON(setNames(rows, sheets), na = "null", digits = NA))
