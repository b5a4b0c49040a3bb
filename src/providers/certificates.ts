/** The certificate that a server shows: looked at by a TLS handshake, after which nothing is ever sent. */
import { isIP, type LookupFunction } from "node:net";
import { connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { problem, type Problem } from "../problem.ts";
import { excerpt } from "./excerpt.ts";
import { plain } from "./output.ts";

export interface Certificate {
  /** Whom it names first: "shop.example.test". */
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly validTo: number;
  /** Why it is not to be trusted, as a clause; null if the chain and the name are right. */
  readonly fault: string | null;
}

export interface Certificates {
  /**
   * What the server at this address shows to whoever asks for this name. Only names and addresses of the inventory may
   * come here. Throws Problem HOST_UNREACHABLE.
   */
  read(server: { readonly address: string; readonly name: string }, signal: AbortSignal): Promise<Certificate>;
}

export interface CertificateSettings {
  /** For tests, as the others are: a server of one's own. */
  readonly port?: number;
  /** Milliseconds for connection and handshake. */
  readonly timeoutMs?: number;
  readonly lookup?: LookupFunction;
  /** Trusted instead of the usual authorities, in PEM. */
  readonly ca?: string;
}

/** OpenSSL's codes, in words. */
const faults: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "it has expired",
  CERT_NOT_YET_VALID: "it is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "it is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its chain ends at an authority that is not trusted here",
  UNABLE_TO_GET_ISSUER_CERT: "its chain is incomplete",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its issuer is not known here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its issuer is not known here",
  ERR_TLS_CERT_ALTNAME_INVALID: "it is made for other names",
};

export const createCertificates = ({
  port = 443,
  timeoutMs = 5000,
  lookup,
  ca,
}: CertificateSettings = {}): Certificates => ({
  read: ({ address, name }, signal) =>
    new Promise((resolve, reject) => {
      const socket = connect({
        host: address,
        port,
        // RFC 6066 knows no addresses as names; the certificate is compared with the address then.
        servername: isIP(name) === 0 ? name : "",
        // An untrusted certificate is read all the same, and called so: nothing is sent to whoever shows it.
        rejectUnauthorized: false,
        ...(lookup ? { lookup } : {}),
        ...(ca === undefined ? {} : { ca }),
      });
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const unreachable = (why: string): Problem => problem("HOST_UNREACHABLE", { host: `${name}:${port}`, why });
      const giveUp = (): void => {
        finish(() => reject(unreachable(signal.aborted ? "the question was given up" : `silent for ${timeoutMs} ms`)));
      };
      const finish = (settle: () => void): void => {
        limit.removeEventListener("abort", giveUp);
        // What is under way is the end of the handshake: a server whose guest just vanishes logs an attack.
        if (socket.destroyed || limit.aborted) socket.destroy();
        else socket.destroySoon();
        settle();
      };
      limit.addEventListener("abort", giveUp);
      socket.once("secureConnect", () => {
        const certificate = readCertificate(socket);
        finish(() => (certificate ? resolve(certificate) : reject(unreachable("it shows no certificate"))));
      });
      // Also after the end: an error that nobody hears would end the process.
      socket.on("error", (error) => finish(() => reject(unreachable(line(error.message)))));
      socket.once("close", () => finish(() => reject(unreachable("the connection was closed at once"))));
      if (limit.aborted) giveUp();
    }),
});

const line = (text: string): string => excerpt(plain(text), 200);

function readCertificate(socket: TLSSocket): Certificate | null {
  const shown = socket.getPeerCertificate() as Partial<PeerCertificate>;
  if (!shown.valid_to) return null;
  const { subject, issuer, subjectaltname = "" } = shown;
  const [, alternative = ""] = /(?:DNS|IP Address):([^,]+)/.exec(subjectaltname) ?? [];
  // Its type says Error; it is the error's code.
  const error = socket.authorized ? null : String(socket.authorizationError);
  return {
    subject: line(first(subject?.CN) || alternative) || "(without a name)",
    issuer: line([issuer?.O, issuer?.CN].map(first).filter(Boolean).join(", ")) || "(without a name)",
    validTo: Date.parse(shown.valid_to),
    fault: error === null ? null : (faults[error] ?? line(error)),
  };
}

/** A name may stand there several times. */
const first = (text: string | readonly string[] | undefined): string =>
  (typeof text === "string" ? text : text?.[0]) ?? "";
