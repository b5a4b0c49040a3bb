/** A real TLS server on 127.0.0.1 that shows a certificate made for the occasion. Nothing but Node is needed. */
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";

/** One DER value: tag, length, content (ITU-T X.690). */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const size = body.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, Math.floor(size / 256), size % 256];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
const text = (words: string): Buffer => der(0x0c, Buffer.from(words));
const object = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
/** YYYYMMDDHHMMSSZ */
const time = (at: Date): Buffer => der(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]|\.\d+Z/g, "")}Z`));

const commonName = "550403";
const organisation = "55040a";
const naming = (name: string, of: string): Buffer =>
  sequence(der(0x31, sequence(object(organisation), text(of))), der(0x31, sequence(object(commonName), text(name))));
/** ecdsa-with-SHA256 */
const algorithm = sequence(object("2a8648ce3d040302"));

export interface Wanted {
  readonly name: string;
  readonly from?: Date;
  readonly to: Date;
}

interface Identity {
  readonly pem: string;
  readonly key: string;
}

const pemOf = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(bytes.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END CERTIFICATE-----\n`;

/** A certificate for one DNS name that signs itself (RFC 5280); whoever trusts it, trusts the server. */
export function makeCertificate({ name, from = new Date(Date.now() - 60_000), to }: Wanted): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const who = naming(name, "Test Authority");
  const yes = der(0x01, Buffer.from([0xff]));
  const extensions = sequence(
    sequence(object("551d11"), der(0x04, sequence(der(0x82, Buffer.from(name))))),
    sequence(object("551d13"), yes, der(0x04, sequence(yes))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    who,
    sequence(time(from), time(to)),
    who,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  return { pem: pemOf(signed(body, privateKey)), key: privateKey.export({ type: "pkcs8", format: "pem" }) };
}

const signed = (body: Buffer, key: KeyObject): Buffer =>
  sequence(body, algorithm, der(0x03, Buffer.from([0]), sign("sha256", body, key)));

export interface TlsServer {
  readonly port: number;
  /** The name that each client asked for; null for none. */
  readonly asked: (string | null)[];
  /** What clients have said after the handshake. */
  readonly heard: Buffer[];
  readonly stop: () => Promise<void>;
}

export async function startTls({ pem, key }: Identity): Promise<TlsServer> {
  const asked: (string | null)[] = [];
  const heard: Buffer[] = [];
  const server = createServer({ cert: pem, key }, (socket) => {
    asked.push(typeof socket.servername === "string" ? socket.servername : null);
    socket.on("data", (chunk: Buffer) => heard.push(chunk));
    socket.on("error", () => undefined);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    heard,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}
