-- Amounts and times are kept as text, exactly as the nodes have them: the first word says what the text means.

CREATE TABLE products (
  sku TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  category TEXT NOT NULL,
  price DECIMAL TEXT NOT NULL
);

CREATE TABLE orders (
  order_id TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  subtotal DECIMAL TEXT NOT NULL,
  tax DECIMAL TEXT NOT NULL,
  total DECIMAL TEXT NOT NULL,
  created_at TIMESTAMP TEXT NOT NULL
);

CREATE TABLE transactions (
  transaction_id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  amount DECIMAL TEXT NOT NULL,
  status TEXT NOT NULL,
  idempotency_key TEXT UNIQUE,
  created_at TIMESTAMP TEXT NOT NULL
);

CREATE TABLE sales (
  sale_id INTEGER PRIMARY KEY,
  sku TEXT NOT NULL REFERENCES products (sku),
  region TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  amount DECIMAL TEXT NOT NULL,
  refunded INTEGER NOT NULL DEFAULT 0,
  sold_at TIMESTAMP TEXT NOT NULL
);
