"""Verify the record of a lottery: python3 verify_lottery.py RECORD.json [HASH]

RECORD.json is the file that the proof page offers once the secret is revealed; HASH is the one that the class was
given. Every pick and every hash is computed again; the first line that differs is named. Needs nothing but Python 3.
"""

import hashlib
import hmac
import json
import sys


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def keyed(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def pick(seed, label, tickets):
    """Return the pseudonym drawn from tickets such as "p001:64,p002:16"."""
    pairs = [pair.split(":") for pair in tickets.split(",")]
    shares = sorted((name.encode(), int(number)) for name, number in pairs)
    total = sum(share for _, share in shares)
    limit, counter = 2**256 - 2**256 % total, 0
    while (number := int.from_bytes(keyed(seed, f"{label}|{counter}"), "big")) >= limit:
        counter += 1
    rest = number % total
    for name, share in shares:
        if rest < share:
            return name.decode()
        rest -= share


def verify(record, announced=None):
    """Return a sentence for the first difference, or None if there is none."""
    if record["format"] != "courseapp-lottery-1":
        return "The format is not courseapp-lottery-1."
    if record["secret"] is None:
        return "The secret is not revealed yet: download the record again after class."
    secret = bytes.fromhex(record["secret"])
    if hashlib.sha256(secret).hexdigest() != record["commitment"]:
        return "The secret is not the one that was committed to before class."
    seed, day = keyed(secret, record["phrase"]), record["course"] + "|" + record["date"]
    hashes, draws, last = [sha256(f"courseapp-lottery-1\n{day}\n{record['commitment']}\n{record['phrase']}\n")], 0, 0
    for place, line in enumerate(record["lines"], 1):
        if line["n"] != place:
            return f"Line {place} is numbered {line['n']}."
        if line["kind"] == "draw":
            draws, last = draws + 1, place
            if pick(seed, f"{day}|draw {draws}", line["tickets"]) != line["pseudonym"]:
                return f"Line {place}: draw {draws} does not give {line['pseudonym']}."
        reason = json.dumps(line["reason"], ensure_ascii=False)
        text = f"{place} {line['kind']} {line['pseudonym']} {line['tickets']} {reason}"
        hashes.append(sha256(f"{hashes[-1]}\n{text}\n"))
        if hashes[-1] != line["hash"]:
            return f"Line {place}: its hash does not follow from what stands before it."
    if record["hash"] != hashes[-1]:
        return "The record does not end with its final hash."
    if announced and announced not in hashes[last:]:
        return "The record does not pass through the hash that the class was given."
    return None


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        content = json.load(file)
    difference = verify(content, *sys.argv[2:])
    sys.exit(difference or print(f"Verified: {len(content['lines'])} lines, final hash {content['hash']}"))
