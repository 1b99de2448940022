module github.com/drvlint/drvlint

go 1.26.0

require golang.org/x/tools v0.52.0

require github.com/go-clang/clang-v15 v0.0.0-20230222085438-ee3102fa0c71 // indirect
