package main

import (
	"io"
	"os"
	"path/filepath"

	"github.com/bep/logg"
	"github.com/gohugoio/hugo/common/loggers"
	"github.com/gohugoio/hugo/config"
	"github.com/gohugoio/hugo/config/allconfig"
	"github.com/gohugoio/hugo/deps"
	"github.com/gohugoio/hugo/hugofs"
	"github.com/gohugoio/hugo/hugolib"
)

// bare is what plain Hugo has beside the chapters. Everything that Hugo would
// make besides pages is off.
var bare = map[string]string{
	"hugo.yaml": "baseURL: https://bench.example.org/\ntitle: bench\nlocale: ja\n" +
		"disableKinds: [taxonomy, term, rss, sitemap, robotstxt, 404]\n",
	"layouts/home.html":    "<!doctype html><html lang=ja><head><meta charset=utf-8><title>{{ .Title }}</title></head><body>{{ range .Pages }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</body></html>\n",
	"layouts/section.html": "<!doctype html><html lang=ja><head><meta charset=utf-8><title>{{ .Title }}</title></head><body>{{ range .Pages }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</body></html>\n",
	"layouts/page.html":    "<!doctype html><html lang=ja><head><meta charset=utf-8><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1>{{ .Content }}</body></html>\n",
}

// writeBare writes what plain Hugo has beside the chapters.
func writeBare(dir string) error {
	for name, text := range bare {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// plainHugo renders the site in dir to the folder to.
func plainHugo(dir, to string) error {
	if err := writeBare(dir); err != nil {
		return err
	}
	logger := loggers.New(loggers.Options{StdOut: io.Discard, StdErr: os.Stderr, Level: logg.LevelWarn})
	flags := config.New()
	flags.Set("workingDir", dir)
	flags.Set("publishDir", to)
	configs, err := allconfig.LoadConfig(allconfig.ConfigSourceDescriptor{
		Fs: hugofs.Os, Flags: flags, Filename: filepath.Join(dir, "hugo.yaml"), Environment: "production",
		Environ: []string{"KIJUN=1"}, Logger: logger, SkipNpmCheck: true,
	})
	if err != nil {
		return err
	}
	sites, err := hugolib.NewHugoSites(deps.DepsCfg{
		Configs: configs, TestLogger: logger,
		Fs: hugofs.NewFromSourceAndDestination(hugofs.Os, hugofs.Os, configs.LoadingInfo.Cfg),
	})
	if err != nil {
		return err
	}
	defer sites.Close()
	return sites.Build(hugolib.BuildCfg{NoBuildLock: true})
}
