// Each input that cannot be read, or not wholly, gets its own sentence: expected, found, where, what to do.
// What could be read is still shown.

import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { capturePath, dropBytes, pasteText } from './page-kit.ts';

async function expectNote(page: Page, sentence: RegExp): Promise<void> {
  await expect(page.getByTestId('notes')).toContainText(sentence);
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

/** A pcap of the given link type with one packet. */
function pcap(linkType: number, packet: Uint8Array): Uint8Array {
  const file = Buffer.alloc(40 + packet.length);
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.writeUInt16LE(2, 4);
  file.writeUInt16LE(4, 6);
  file.writeUInt32LE(65535, 16);
  file.writeUInt32LE(linkType, 20);
  file.writeUInt32LE(1, 24);
  file.writeUInt32LE(packet.length, 32);
  file.writeUInt32LE(packet.length, 36);
  file.set(packet, 40);
  return file;
}

// Ethernet, IPv4, UDP from port 53 to 5353, 4 bytes
const udp = bytes(
  '000000000000 000000000000 0800' +
    '45000020 00010000 40110000 7f000001 7f000001' +
    '003514e9 000c0000 61626364',
);
// Ethernet, IPv4, TCP from 5000 to 5001, PSH and ACK, "SMTP ready"
const tcp = bytes(
  '000000000000 000000000000 0800' +
    '45000032 00010000 40060000 7f000001 7f000001' +
    '13881389 00000001 00000001 50180200 00000000' +
    '534d5450207265616479',
);

test('an empty paste', async ({ page }) => {
  await pasteText(page, '');
  await expect(page.getByText(/nothing|empty/i).first()).toBeVisible();
});

test('half a hex digit: said with its place, the bytes before it shown', async ({ page }) => {
  await pasteText(page, '81 05 48 65 6c 6c 6f 8');
  await expectNote(page, /digit/i);
  await expect(page.locator('[data-frame]')).toHaveCount(1);
});

test('a dump of 16-bit little-endian words', async ({ page }) => {
  await pasteText(page, '0000000 0581 6548 6c6c 816f 3785 21fa 7f3d 4d9f\n0000010 5851 0288 e803\n0000016\n');
  await expect(page.locator('[data-frame]')).toHaveCount(3);
  await page.getByTestId('format').click();
  await expect(page.locator('[data-note]')).toContainText(/little-endian/);
});

test('a lossy dump (curl --trace-ascii)', async ({ page }) => {
  await pasteText(page, '<= Recv data, 7 bytes (0x7)\n0000: ..Hello\n');
  await expectNote(page, /--trace\b|lossy|lost/i);
});

test('a JPEG', async ({ page }) => {
  await page.goto('/');
  await dropBytes(page, 'photo.jpg', bytes('ffd8ffe000104a46494600010100000100010000ffdb004300'));
  await expectNote(page, /JPEG/);
});

test('a file of no bytes', async ({ page }) => {
  await page.goto('/');
  await dropBytes(page, 'empty.pcap', new Uint8Array(0));
  await expectNote(page, /found nothing|empty/i);
});

test('a pcap cut in the middle of a packet: what came before is shown', async ({ page }) => {
  const whole = readFileSync(capturePath('healthy/ws-ws.pcap'));
  await page.goto('/');
  await dropBytes(page, 'cut.pcap', whole.subarray(0, Math.floor(whole.length * 0.7)));
  await expectNote(page, /cut|ends|truncated/i);
  await expect(page.locator('[data-frame]').first()).toBeVisible();
});

test('a link type that is not read', async ({ page }) => {
  await page.goto('/');
  await dropBytes(page, 'bluetooth.pcap', pcap(187, bytes('00010203')));
  await expectNote(page, /link type|link layer/i);
});

test('a pcap without TCP', async ({ page }) => {
  await page.goto('/');
  await dropBytes(page, 'dns.pcap', pcap(1, udp));
  await expectNote(page, /TCP/);
});

test('a pcap with TCP but without WebSocket', async ({ page }) => {
  await page.goto('/');
  await dropBytes(page, 'smtp.pcap', pcap(1, tcp));
  await expectNote(page, /WebSocket/);
});

test('text that is no dump', async ({ page }) => {
  await pasteText(page, 'Lorem ipsum dolor sit amet, the socket just closes, please help!');
  await expectNote(page, /Expected/);
});

test('every sentence says what to do', async ({ page }) => {
  const inputs: [string, Uint8Array][] = [
    ['photo.jpg', bytes('ffd8ffe000104a46494600010100000100010000ffdb004300')],
    ['empty.pcap', new Uint8Array(0)],
    ['bluetooth.pcap', pcap(187, bytes('00010203'))],
    ['dns.pcap', pcap(1, udp)],
    ['smtp.pcap', pcap(1, tcp)],
  ];
  for (const [name, content] of inputs) {
    await page.goto('about:blank');
    await page.goto('/');
    await dropBytes(page, name, content);
    await expectNote(page, /Capture|Paste|Drop|Save|Open/);
  }
});
