"""Verify the record of a lottery: python3 verify_lottery.py RECORD.json [HASH]

RECORD.json is what the proof page offers once the secret is revealed; HASH is the one that the class was given.
Every pick and every hash is computed again; the first line that differs is named. Needs nothing but Python 3.8.
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
    """Return the pseudonym drawn from tickets such as "p001:64,p002:16"; None if they cannot be read."""
    try:
        shares = sorted((name.encode(), int(share)) for name, share in (pair.split(":") for pair in tickets.split(",")))
    except ValueError:
        return None
    if min(share for _, share in shares) < 1:
        return None
    total, counter = sum(share for _, share in shares), 0
    limit = 2**256 - 2**256 % total
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
        text = f"{place} {line['kind']} {line['pseudonym']} {line['tickets']} "
        hashes.append(sha256(f"{hashes[-1]}\n{text}{json.dumps(line['reason'], ensure_ascii=False)}\n"))
        if hashes[-1] != line["hash"]:
            return f"Line {place}: its hash does not follow from what stands before it."
    if record["hash"] != hashes[-1]:
        return "The record does not end with its final hash."
    if announced and announced not in hashes[last:]:
        return "The record does not pass through the hash that the class was given."


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        content = json.load(file)
    try:
        difference = verify(content, *sys.argv[2:])
    except (KeyError, TypeError, ValueError) as error:
        difference = f"The file is not a whole record: {error!r}"
    if difference:
        sys.exit(difference)
    print(f"Verified: {len(content['lines'])} lines, final hash {content['hash']}")
