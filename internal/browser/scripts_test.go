package browser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestTypes has the compiler of TypeScript look at the theme's scripts. Hugo's
// bundler drops types unread. The files of a folder are one script, without
// imports; a folder is checked together, and no folder sees another.
func TestTypes(t *testing.T) {
	folders, err := filepath.Glob("../../themes/kijun/assets/ts/*")
	if err != nil || len(folders) == 0 {
		t.Fatal("the theme has no scripts", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			if said := compile(t, folder); said != "" {
				t.Error(said)
			}
		})
	}
}

// compile checks a folder and gives what the compiler says.
func compile(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := json.Marshal(map[string]any{
		"compilerOptions": map[string]any{
			"strict": true, "noEmit": true, "target": "es2022", "lib": []string{"es2022", "dom", "dom.iterable"},
			"types": []string{}, "moduleDetection": "auto", "noUnusedLocals": true, "noImplicitReturns": true, "noFallthroughCasesInSwitch": true,
		},
		"include": []string{files + "/*.ts"},
	})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "tsconfig.json")
	if err := os.WriteFile(name, settings, 0o644); err != nil {
		t.Fatal(err)
	}
	return string(node(t, "node_modules/typescript/bin/tsc", "--project", name, "--pretty", "false"))
}

func TestTypesFind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "10-planted.ts"), []byte(`const n: number = "planted";`), 0o644); err != nil {
		t.Fatal(err)
	}
	if compile(t, dir) == "" {
		t.Error("the compiler finds nothing in a script with a wrong type")
	}
}
