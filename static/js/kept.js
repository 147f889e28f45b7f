// What this device keeps for one person: texts not sent yet, and what was saved since a page was kept.
//
// The texts lie in IndexedDB, each with its person. Where the browser refuses (private window, full
// disk) they lie in the memory of this page, and `kept.safe` is false.

const person = document.querySelector("meta[name=person]")?.content || "";

const kept = {
  safe: true,
  memory: new Map(),

  async put(record) {
    this.memory.set(record.id, record);
    try {
      await asked("readwrite", (store) => store.put(record));
      this.memory.delete(record.id);
    } catch {
      this.safe = false;
    }
  },

  async remove(id) {
    this.memory.delete(id);
    await asked("readwrite", (store) => store.delete(id)).catch(() => {});
  },

  // This person's records, in the order in which they were begun.
  async all() {
    const stored = await asked("readonly", (store) => store.getAll()).catch(() => {
      this.safe = false;
      return [];
    });
    const found = new Map([...stored, ...this.memory.values()].map((one) => [one.id, one]));
    return [...found.values()]
      .filter((one) => one.person === person)
      .sort((one, other) => one.begun - other.begun);
  },

  async clear() {
    for (const record of await this.all()) await this.remove(record.id);
  },
};

let database;

function asked(mode, ask) {
  database ||= new Promise((resolve, reject) => {
    const opening = indexedDB.open("desk", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("records", { keyPath: "id" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  return database.then((open) => new Promise((resolve, reject) => {
    const transaction = open.transaction("records", mode);
    const request = ask(transaction.objectStore("records"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  }));
}
