// Command site makes a static site of README.md and the documents in docs: plain files, which
// any server serves and a browser opens from disk. Every link in them is checked.
package main

import (
	"flag"
	"fmt"
	"log"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("docs/site: ")
	root := flag.String("root", ".", "the root `folder` of the repository")
	out := flag.String("out", "site", "write into this `folder`, which is replaced")
	flag.Parse()
	s, err := load(*root)
	if err != nil {
		log.Fatal(err)
	}
	if broken := s.check(); len(broken) > 0 {
		for _, link := range broken {
			log.Print(link)
		}
		log.Fatalf("%d links lead nowhere", len(broken))
	}
	n, err := s.write(*out)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d files in %s\n", n, *out)
}
