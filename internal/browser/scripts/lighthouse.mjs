// Runs Lighthouse over addresses, one browser for all, and prints what it found as JSON. Called by lighthouse_test.go:
//
//	node lighthouse.mjs '{"addresses": […], "categories": […], "flags": […], "desktop": false}'
import lighthouse, {desktopConfig} from "lighthouse";
import * as chromeLauncher from "chrome-launcher";

const order = JSON.parse(process.argv[2]);
const chrome = await chromeLauncher.launch({chromeFlags: order.flags, logLevel: "silent"});
const results = [];
try {
  for (const address of order.addresses) {
    const run = await lighthouse(address, {
      port: chrome.port,
      output: "json",
      logLevel: "silent",
      onlyCategories: order.categories,
      // without performance nothing has to be slowed down
      ...(order.categories.includes("performance") ? {} : {throttlingMethod: "provided"}),
    }, order.desktop ? desktopConfig : undefined);
    const {lhr} = run;
    const scores = {};
    const failed = [];
    for (const [id, category] of Object.entries(lhr.categories)) {
      scores[id] = category.score === null ? -1 : Math.round(category.score * 100);
      for (const {id: audit, weight} of category.auditRefs) {
        const a = lhr.audits[audit];
        if (weight > 0 && a.score !== null && a.score < 1) failed.push(`${id}: ${a.title} (${audit}) ${a.displayValue ?? ""}`);
      }
    }
    const bytes = (lhr.audits["total-byte-weight"]?.numericValue) ?? 0;
    results.push({address, scores, failed, bytes, error: lhr.runtimeError?.message ?? ""});
  }
} finally {
  chrome.kill();
}
process.stdout.write(JSON.stringify(results));
