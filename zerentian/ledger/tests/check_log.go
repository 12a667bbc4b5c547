// Opens an exported log with golang.org/x/mod/sumdb/note and tlog: signature, root, and proofs from tiles.
// Given two folders, it proves as well that the log of the first is the beginning of the log of the second.
package main

import (
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type tiles struct{ folder string }

func (t tiles) Height() int                                { return 8 }
func (t tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	size, root, reader := opened(os.Args[1])
	for index := int64(0); index < size; index++ {
		if size > 2000 && index > 300 && index < size-300 && index%256 > 1 {
			continue
		}
		leaves, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		must(err)
		proof, err := tlog.ProveRecord(size, index, reader)
		must(err)
		must(tlog.CheckRecord(proof, size, root, index, leaves[0]))
		if leaves[0] != tlog.RecordHash(entry(os.Args[1], size, index)) {
			log.Fatalf("entry %d is not the one in the tree", index)
		}
	}
	if len(os.Args) > 2 {
		later, laterRoot, laterReader := opened(os.Args[2])
		proof, err := tlog.ProveTree(later, size, laterReader)
		must(err)
		must(tlog.CheckTree(proof, later, laterRoot, size, root))
	}
	fmt.Printf("%d entries, root and every proof hold\n", size)
}

// opened returns size, root and hashes of a log whose every named key signed its checkpoint.
func opened(folder string) (int64, tlog.Hash, tlog.HashReader) {
	named, err := os.ReadFile(filepath.Join(folder, "vkey"))
	must(err)
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err)
	var text string
	for _, vkey := range strings.Fields(string(named)) {
		verifier, err := note.NewVerifier(vkey)
		must(err)
		opened, err := note.Open(data, note.VerifierList(verifier))
		must(err)
		text = opened.Text
	}
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	decoded, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	var root tlog.Hash
	copy(root[:], decoded)
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tiles{folder})
	computed, err := tlog.TreeHash(size, reader)
	must(err)
	if computed != root {
		log.Fatal("the tiles do not give the signed root")
	}
	return size, root, reader
}

func entry(folder string, size, index int64) []byte {
	number, width := index/256, size-index/256*256
	path := fmt.Sprintf("tile/entries/%03d", number)
	if width < 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	data, err := os.ReadFile(filepath.Join(folder, path))
	must(err)
	for place := int64(0); ; place++ {
		length := int(data[0])<<8 | int(data[1])
		if place == index%256 {
			return data[2 : 2+length]
		}
		data = data[2+length:]
	}
}
