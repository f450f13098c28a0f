INSERT INTO products (sku, name, category, price) VALUES
  ('MUG-01', 'Stoneware mug', 'kitchen', '19.70'),
  ('LMP-02', 'Desk lamp', 'office', '49.90'),
  ('NTB-03', 'Dotted notebook, three', 'office', '28.90'),
  ('TEA-04', 'Green tea, 250 g', 'kitchen', '12.35'),
  ('CHR-05', 'Folding chair', 'garden', '84.00');

INSERT INTO orders (order_id, status, subtotal, tax, total, created_at) VALUES
  ('ord_1001', 'pending', '49.90', '3.74', '53.64', '2025-01-08T10:00:00.000000Z'),
  ('ord_1002', 'paid', '84.00', '6.30', '90.30', '2025-01-09T09:30:00.000000Z'),
  ('ord_1003', 'delivered', '39.40', '2.96', '42.36', '2025-01-09T17:45:12.500000Z');

INSERT INTO transactions (transaction_id, order_id, user_id, amount, status, idempotency_key, created_at) VALUES
  ('ch_2f8e1c07a95b4d63', 'ord_1002', 'user_ana', '90.30', 'completed', 'key_ord_1002', '2025-01-09T09:31:04.120000Z');

INSERT INTO sales (sale_id, sku, region, quantity, amount, refunded, sold_at) VALUES
  (1, 'MUG-01', 'north', 2, '39.40', 0, '2025-01-03T08:12:00.000000Z'),
  (2, 'LMP-02', 'north', 1, '49.90', 0, '2025-01-04T11:40:00.000000Z'),
  (3, 'TEA-04', 'south', 4, '49.40', 0, '2025-01-04T15:05:30.000000Z'),
  (4, 'CHR-05', 'west', 2, '168.00', 0, '2025-01-07T09:00:00.000000Z'),
  (5, 'NTB-03', 'south', 3, '86.70', 1, '2025-01-09T13:21:00.000000Z'),
  (6, 'MUG-01', 'west', 1, '19.70', 0, '2025-01-12T16:48:10.000000Z'),
  (7, 'NTB-03', 'north', 1, '28.90', 0, '2025-01-15T10:10:10.000000Z'),
  (8, 'TEA-04', 'north', 2, '24.70', 0, '2025-01-21T07:55:00.000000Z'),
  (9, 'CHR-05', 'south', 1, '84.00', 0, '2025-01-28T18:30:00.000000Z'),
  (10, 'LMP-02', 'south', 2, '99.80', 0, '2025-02-02T12:00:00.000000Z'),
  (11, 'MUG-01', 'north', 6, '118.20', 0, '2025-02-03T09:15:00.000000Z'),
  (12, 'TEA-04', 'west', 1, '12.35', 0, '2025-02-11T14:44:44.000000Z');
