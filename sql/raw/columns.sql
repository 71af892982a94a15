-- The columns of a kind's table and their types.
describe raw.{{ kind.name | identifier }}
