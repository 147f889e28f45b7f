// What scripts say, in the page's language, and the hour as the page writes it.

const box = document.querySelector("[data-unsent]");
const words = box ? box.dataset : {};

function say(name, at) {
  const moment = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  const hour = { H: two(moment.getHours()), i: two(moment.getMinutes()) };
  const time = words.hour.replace(/\\?([a-zA-Z])/g, (all, letter) => (
    all.length > 1 ? letter : hour[letter] || letter
  ));
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? "" : `${moment.toLocaleDateString(document.documentElement.lang)}, `;
  return words[name].replace("{time}", day + time);
}
