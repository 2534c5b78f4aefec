import { mimeTypeOf, nameOf } from '../../../nodes/host/files/describeFile';

const BARE = 'https://files.example/a1b2';
const PDF = 'https://files.example/a1b2.pdf?name=x.txt';

/** What the provider says, the address, what the server says, and the name. */
test.each([
	['Rechnung No. 5', PDF, undefined, 'Rechnung No. 5.pdf'],
	['Report v1.2', PDF, undefined, 'Report v1.2.pdf'],
	['Dr. Who', PDF, undefined, 'Dr. Who.pdf'],
	['mugs.csv', PDF, undefined, 'mugs.csv'],
	['archive.tar.gz', PDF, undefined, 'archive.tar.gz'],
	['song.mp3', PDF, undefined, 'song.mp3'],
	['archive.7z', PDF, undefined, 'archive.7z'],
	['map.geojson', PDF, undefined, 'map.geojson'],
	['mugs', BARE, undefined, 'mugs'],
	['mugs', 'https://files.example/v1.0', undefined, 'mugs'],
	['Rechnung No. 5', BARE, 'attachment; filename="server.pdf"', 'Rechnung No. 5.pdf'],
	['mugs.csv', BARE, 'attachment; filename="server.pdf"', 'mugs.csv'],

	['../../etc/passwd', BARE, undefined, 'passwd'],
	['C:\\temp\\a.txt', BARE, undefined, 'a.txt'],
	['..', BARE, undefined, 'file'],
	['folder/', BARE, undefined, 'file'],
	['', PDF, undefined, 'file.pdf'],
	['a\r\nb\u0000\u007f\u0085.txt', BARE, undefined, 'ab.txt'],
	['a\u2028b\u2029.txt', BARE, undefined, 'ab.txt'],
	['invoice\u202Efdp.exe', BARE, undefined, 'invoicefdp.exe'],
	['\u200E\u200F\u061C\u202A\u202B\u202C\u202D\u2066\u2067\u2068\u2069a.txt', BARE, undefined, 'a.txt'],
	['.\u202E.', BARE, undefined, 'file'],
	['\u0007', BARE, undefined, 'file'],
	['नमस्ते\u200D.txt', BARE, undefined, 'नमस्ते\u200D.txt'],

	['download', BARE, 'attachment; filename="a b.pdf"', 'a b.pdf'],
	['download', BARE, 'attachment; filename=ab.pdf', 'ab.pdf'],
	['download', BARE, 'attachment;FileName = "a\\"b\\\\c.pdf" ; x=y', 'c.pdf'],
	['download', BARE, 'attachment; filename="a;b.pdf"', 'a;b.pdf'],
	['download', BARE, 'filename=bare.pdf', 'bare.pdf'],
	['download', BARE, "attachment; filename=\"Groesse.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf", 'Größe.pdf'],
	['download', BARE, "attachment; filename*=iso-8859-1'de'Gr%F6%DFe.pdf", 'Größe.pdf'],
	['download', BARE, 'attachment; filename*=Groesse.pdf; filename=plain.pdf', 'plain.pdf'],
	['download', BARE, "attachment; filename*=UTF-8''..%2F..%2Fpasswd", 'passwd'],
	['download', BARE, "attachment; filename*=UTF-8''a%0D%0A%E2%80%AEb.pdf", 'ab.pdf'],
	['download', BARE, 'attachment; filename="Gr\u00c3\u00b6\u00c3\u009fe.pdf"', 'Größe.pdf'],
	['download', BARE, 'attachment; filename="Gr\u00f6\u00dfe.pdf"', 'Größe.pdf'],
	['download', BARE, 'attachment; filename="Ł.pdf"', 'Ł.pdf'],
	['download', BARE, 'attachment; filename="x"', 'x'],
	['download', PDF, 'attachment; filename="x"', 'x.pdf'],
	['download', PDF, 'attachment; filename=""', 'download.pdf'],
	['download', PDF, 'attachment', 'download.pdf'],
	['download', PDF, 'inline; x="filename=no.pdf"', 'download.pdf'],
	['download_2', BARE, 'attachment; filename="a.pdf"', 'a.pdf'],
	['', BARE, 'attachment; filename="a.pdf"', 'a.pdf'],
	['download', BARE, ['a'], 'download'],
])('%j at %s, %j: %j', (name, url, disposition, expected) => {
	expect(nameOf({ kind: 'download', name }, new URL(url), { 'content-disposition': disposition })).toBe(expected);
});

test.each([
	['application/pdf', 'application/pdf'],
	['Application/PDF; x=y', 'application/pdf'],
	['application/pdf, application/pdf', 'application/pdf'],
	['text/html; charset=utf-8, text/html; charset=utf-8', 'text/html'],
	['text/html, application/pdf', ''],
	['', ''],
	[undefined, ''],
	[['application/pdf'], ''],
])('the type %j is %j', (header, expected) => {
	expect(mimeTypeOf({ 'content-type': header })).toBe(expected);
});
