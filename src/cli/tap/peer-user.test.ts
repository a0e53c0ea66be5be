import { expect, test } from 'vitest';
import { userIn } from './peer-user.ts';

// 127.0.0.1:41250 of user 1001 is connected to 127.0.0.1:4173; of an earlier connection only the wait is left.
const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:104D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 5501 1
   1: 0100007F:104D 0100007F:A122 01 00000000:00000000 00:00000000 00000000  1000        0 5502 1
   2: 0100007F:A122 0100007F:104D 01 00000000:00000000 00:00000000 00000000  1001        0 5503 1
   3: 0100007F:A123 0100007F:104D 06 00000000:00000000 03:00000A2B 00000000     0        0 0 3
`;

test('the user of a connection is that of the socket that made it', () => {
  expect(userIn(table, { from: 0xa122, to: 0x104d })).toBe(1001);
  expect(userIn(table, { from: 0x104d, to: 0xa122 })).toBe(1000);
});

test('a connection that is over, or that is not there, has no user', () => {
  expect(userIn(table, { from: 0xa123, to: 0x104d })).toBeNull();
  expect(userIn(table, { from: 0xa124, to: 0x104d })).toBeNull();
  expect(userIn('', { from: 0xa122, to: 0x104d })).toBeNull();
});
