// A site that is opened from a disk can fetch nothing; but it can load scripts, and there the files of the index are such,
// each a call of kijunSearch. The page's policy lets this script alone make their addresses, and those alone.

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

function overScripts(): (base: string) => Loader {
  const rules = {
    createScriptURL(url: string): string {
      if (!/^(index|older)\/([0-9a-f]+\/)?[a-z0-9]+\.js$/.test(url)) throw new TypeError(url);
      return url;
    },
  };
  const policies = (globalThis as unknown as { trustedTypes?: Policies }).trustedTypes;
  const policy = policies ? policies.createPolicy("kijun-search", rules) : rules;
  const waiting = new Map<Element | null, (data: string) => void>();
  Object.assign(globalThis, { kijunSearch: (data: string) => waiting.get(document.currentScript)?.(data) });
  return (base) => (name) =>
    new Promise<Uint8Array>((resolve, reject) => {
      const script = document.createElement("script");
      const done = (settle: () => void) => {
        waiting.delete(script);
        script.remove();
        settle();
      };
      waiting.set(script, (data) => {
        try {
          resolve(inflate(Uint8Array.from(atob(data), (c) => c.charCodeAt(0))));
        } catch {
          reject(new Trouble("spoilt"));
        }
      });
      script.addEventListener("error", () => done(() => reject(new Trouble("missing"))));
      script.addEventListener("load", () => done(() => reject(new Trouble("spoilt")))); // of no effect where it has called
      script.src = policy.createScriptURL(`${base}${name}.js`);
      document.head.append(script);
    });
}
