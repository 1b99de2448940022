package fastmutexorder_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/fastmutexorder"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, fastmutexorder.Check) }
