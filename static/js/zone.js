// Where the reader's clock differs from the course's: their own time on each <time>, and the difference at the page's foot.
const minutesEast = (instant) => -instant.getTimezoneOffset();
const own = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

function offsetOf(stamp) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(stamp) ?? [];
  return sign && Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
}

function difference(minutes) {
  const [whole, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${whole}${rest ? `:${String(rest).padStart(2, "0")}` : ""} h ${minutes > 0 ? "ahead" : "behind"}`;
}

function tell(place) {
  const course = new Date(new Date().toLocaleString("en-US", { timeZone: place.dataset.zone }));
  const here = new Date(new Date().toLocaleString("en-US"));
  const minutes = Math.round((here - course) / 60_000);
  if (minutes) place.append(`; where you are it is ${difference(minutes)}`);
}

for (const time of document.querySelectorAll("time[datetime*=T]")) {
  const instant = new Date(time.dateTime);
  const there = offsetOf(time.dateTime);
  if (there !== undefined && there !== minutesEast(instant)) time.title = `${own.format(instant)} where you are`;
}

document.querySelectorAll("[data-zone]").forEach(tell);
