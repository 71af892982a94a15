// What DuckDB's client for Node.js reads from a warehouse: node in_node.mjs WAREHOUSE
import { DuckDBInstance, version } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(process.argv[2], { access_mode: "READ_ONLY" });
const connection = await instance.connect();
const read = async (sql) => connection.runAndReadAll(sql);
const rows = async (sql) => (await read(sql)).getRowsJson();

const chats = await read("select * from main.user_chats order by id");
const relations = await rows("select table_schema || '.' || table_name from information_schema.tables order by all");
const counts = {};
for (const [relation] of relations) counts[relation] = Number((await rows(`select count(*) from ${relation}`))[0][0]);
let refused = "";
try {
  await connection.run("create table main.written (i integer)");
} catch (error) {
  refused = error.message;
}
console.log(JSON.stringify({
  version: version(),
  columns: chats.columnNames().map((name, at) => [name, chats.columnTypes()[at].toString()]),
  lists: chats.getRowObjectsJson().map((row) => [row.id, row.tags]),
  states: await rows("select state, count(*), sum(waiting_time)::bigint from main.user_chats group by all order by all"),
  counts,
  refused,
}));
