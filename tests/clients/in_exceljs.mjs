// The cells of a workbook as exceljs reads them: {sheet: [[cell or null]]}, dates as days since 1899-12-30.
import ExcelJS from "exceljs";

const workbook = new ExcelJS.Workbook();
await workbook.xlsx.readFile(process.argv[2]);
const plain = (value) =>
    value instanceof Date ? value.getTime() / 86400000 + 25569 : value?.richText ? value.richText.map((each) => each.text).join("") : value;
const sheets = {};
for (const sheet of workbook.worksheets) {
    sheets[sheet.name] = [];
    for (let row = 1; row <= sheet.rowCount; row++) {
        const cells = [];
        for (let column = 1; column <= sheet.columnCount; column++) {
            cells.push(plain(sheet.getCell(row, column).value) ?? null);
        }
        sheets[sheet.name].push(cells);
    }
}
console.log(JSON.stringify(sheets).replace(/[^\x20-\x7e]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0")));
