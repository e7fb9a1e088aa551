package site

import "github.com/kijun-dev/kijun/internal/diag"

// Rules are the findings of this package.
func Rules() []*diag.Rule { return []*diag.Rule{BrokenOverride} }

// BrokenOverride is reported for a file of the project's layouts, assets or
// i18n that the site can't be made with.
var BrokenOverride = &diag.Rule{
	Code:   "broken-override",
	Title:  "a layout, script or word of the project that fails",
	Why:    "The files in layouts, assets and i18n stand before the theme's. Where one of them fails, no page is made without it in silence: nothing is published.",
	Before: "layouts/notfound.html with `{{ nosuch }}`\n",
	After:  "layouts/notfound.html as the theme has it, changed step by step\n",
}
