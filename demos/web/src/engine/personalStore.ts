/** The personal dictionary's JSON in the browser's own database: it stays on this device. */

const DATABASE = "linnet";
const TABLE = "personal";
const KEY = "words";

/** Keeps one text. Where the browser refuses to store, reading gives null and writing does nothing. */
export class PersonalStore {
  private constructor(private readonly database: IDBDatabase | null) {}

  /** Open it, and make it when there is none. */
  static async open(): Promise<PersonalStore> {
    const request = "indexedDB" in self ? indexedDB.open(DATABASE, 1) : null;
    if (!request) return new PersonalStore(null);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    return new PersonalStore(await settled(request).catch(() => null));
  }

  /** What was written last; null for nothing. */
  async read(): Promise<string | null> {
    const table = this.database?.transaction(TABLE).objectStore(TABLE);
    const found = table ? await settled(table.get(KEY)) : null;
    return typeof found === "string" ? found : null;
  }

  /** Replace it. */
  async write(json: string): Promise<void> {
    const table = this.database?.transaction(TABLE, "readwrite").objectStore(TABLE);
    if (table) await settled(table.put(json, KEY));
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the database failed"));
  });
}
