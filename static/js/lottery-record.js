// Recompute the record of a lottery with the browser's own cryptography: every pick and every hash, step by step.
// The rules are in docs/lottery.md; verify_lottery.py says the same in another language.
const FORMAT = "courseapp-lottery-1";
const SPACE = 2n ** 256n;
const utf8 = new TextEncoder();
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function bytesOf(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new TypeError("The secret is not in hex.");
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

async function sha256(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

async function keyed(key, text) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, utf8.encode(text)));
}

// Tickets such as "p001:64,p002:16", in order of pseudonym; null if they cannot be read.
function sharesIn(tickets) {
  const pairs = tickets.split(",").map((pair) => /^(p\d+):([1-9]\d*)$/.exec(pair));
  if (!pairs.every(Boolean)) return null;
  return pairs.map(([, name, share]) => [name, BigInt(share)]).sort(([one], [other]) => (one < other ? -1 : 1));
}

// Who is drawn, and how: the number that the draw's label gives, the tickets in all, and the place among them.
async function pick(seed, label, tickets) {
  const shares = sharesIn(tickets);
  if (!shares) return { drawn: null };
  const total = shares.reduce((sum, [, share]) => sum + share, 0n);
  const limit = SPACE - (SPACE % total);
  let number = limit;
  for (let counter = 0; number >= limit; counter += 1) number = BigInt(`0x${hex(await keyed(seed, `${label}|${counter}`))}`);
  const place = number % total;
  let rest = place;
  const [drawn] = shares.find(([, share]) => rest < share || ((rest -= share), false));
  return { drawn, place, total };
}

// The line as it is hashed. JSON quotes a reason here as Python does.
const written = (line) => `${line.n} ${line.kind} ${line.pseudonym} ${line.tickets} ${JSON.stringify(line.reason)}`;

// Refuse what is no record at all, before anything is computed.
function check(record) {
  if (record?.format !== FORMAT) throw new TypeError(`This is not a record of the format ${FORMAT}.`);
  if (record.secret === null) throw new TypeError("The secret is not revealed yet: come back after class.");
  const texts = ["course", "date", "commitment", "phrase", "secret", "hash"].map((name) => record[name]);
  const lines = Array.isArray(record.lines) ? record.lines : [null];
  const inLines = lines.flatMap((line) => ["kind", "pseudonym", "tickets", "reason", "hash"].map((name) => line?.[name]));
  if ([...texts, ...inLines].some((text) => typeof text !== "string")) throw new TypeError("The record is not whole.");
}

// Yield a step at a time: what was computed, and whether the record agrees; `wrong` says in a sentence where it does not.
export async function* steps(record, announced = "") {
  check(record);
  const secret = bytesOf(record.secret);
  const commitment = await sha256(secret);
  yield {
    what: "The secret’s hash is the commitment", found: commitment,
    wrong: commitment !== record.commitment && "The secret is not the one that was committed to before class.",
  };
  const seed = await keyed(secret, record.phrase);
  const day = `${record.course}|${record.date}`;
  let hash = await sha256(utf8.encode(`${FORMAT}\n${day}\n${record.commitment}\n${record.phrase}\n`));
  yield { what: "The seed, from secret and phrase", found: hex(seed) };
  yield { what: "The hash on which line 1 stands", found: hash };
  const hashes = [hash];
  let draws = 0;
  let last = 0;
  for (const [before, line] of record.lines.entries()) {
    const place = before + 1;
    if (line.n !== place) yield { what: `Line ${place}`, found: String(line.n), wrong: `Line ${place} is numbered ${line.n}.` };
    if (line.kind === "draw") {
      draws += 1;
      last = place;
      const { drawn, place: at, total } = await pick(seed, `${day}|draw ${draws}`, line.tickets);
      yield {
        what: `Draw ${draws}`, found: drawn ? `ticket ${at + 1n} of ${total} is ${drawn}’s` : "no tickets that can be read",
        wrong: drawn !== line.pseudonym && `Line ${place}: draw ${draws} does not give ${line.pseudonym}.`,
      };
    }
    hash = await sha256(utf8.encode(`${hash}\n${written(line)}\n`));
    hashes.push(hash);
    yield {
      what: `Line ${place}: ${line.kind} ${line.pseudonym} ${line.reason}`, found: hash,
      wrong: hash !== line.hash && `Line ${place}: its hash does not follow from what stands before it.`,
    };
  }
  yield { what: "The final hash", found: hash, wrong: hash !== record.hash && "The record does not end with its final hash." };
  if (announced) {
    const passes = hashes.slice(last).includes(announced);
    yield {
      what: "The hash that you were given", found: announced,
      wrong: !passes && "The record does not pass through the hash that the class was given.",
    };
  }
}
