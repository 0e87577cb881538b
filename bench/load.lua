-- Send the requests of a file in turn, each with its own log-in; print the figures as one line of JSON.
-- wrk … -s load.lua ADDRESS -- FILE THREADS; the file is a Lua table of {path=, session=, body=} rows.
-- Each thread takes its own share of the rows, so that a log-in waits for the answer to its last save.
-- A row with a body is a save: `based_on` and a new word are added, so that each is a revision of its own.

local threads = {}

function setup(thread)
  thread:set("first", #threads)
  table.insert(threads, thread)
end

function init(args)
  rows = dofile(args[1])
  at, step = first, tonumber(args[2])
  refused = 0
  for _, row in ipairs(rows) do
    row.headers = { Cookie = "sessionid=" .. row.session .. "; csrftoken=" .. rows.csrf }
    if row.body then
      row.headers["X-CSRFToken"] = rows.csrf
      row.headers["Content-Type"] = "application/x-www-form-urlencoded"
    else
      row.ready = wrk.format("GET", row.path, row.headers)
    end
  end
  if rows[1].body then
    function response(status, headers, body)
      if status == 200 or (status == 302 and not string.find(headers["Location"] or "", "log-in", 1, true)) then
        last.based_on = last.based_on + 1
      else
        refused = refused + 1
      end
    end
  end
end

function request()
  last = rows[at % #rows + 1]
  at = at + step
  if last.ready then return last.ready end
  local text = last.body[last.based_on % #last.body + 1]
  local body = text .. "+n" .. last.based_on .. "&based_on=" .. last.based_on
  return wrk.format("POST", last.path, last.headers, body)
end

function done(summary, latency, requests)
  local failed = 0
  for _, thread in ipairs(threads) do failed = failed + (thread:get("refused") or 0) end
  local errors = summary.errors
  io.write(string.format(
    '\nFIGURES {"requests": %d, "seconds": %f, "bytes": %d, "p50": %f, "p95": %f, "p99": %f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    failed + errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
