package sarif

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxLog is how many bytes a log may have.
const maxLog = 2 << 30

// maxResults is how many results are read of a log: more can't be shown.
const maxResults = 200_000

// The types below are the parts of a log that are read, as section 3 of the SARIF standard
// names them. What is not there is zero.

type inRun struct {
	Tool struct {
		Driver     inTool   `json:"driver"`
		Extensions []inTool `json:"extensions"`
	} `json:"tool"`
	Automation struct {
		ID string `json:"id"`
	} `json:"automationDetails"`
	Bases       map[string]inPlace `json:"originalUriBaseIds"`
	Artifacts   []inArtifact       `json:"artifacts"`
	ColumnKind  string             `json:"columnKind"`
	Invocations []inInvocation     `json:"invocations"`
	Shared      []inStep           `json:"threadFlowLocations"`
	Results     []inResult         `json:"-"`
	Cut         int                `json:"-"` // results that were not read
}

type inTool struct {
	Name  string   `json:"name"`
	Rules []inRule `json:"rules"`
}

type inRule struct {
	ID       string            `json:"id"`
	Short    inText            `json:"shortDescription"`
	Full     inText            `json:"fullDescription"`
	Help     inText            `json:"help"`
	HelpURI  string            `json:"helpUri"`
	Messages map[string]inText `json:"messageStrings"`
	Default  struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
}

type inText struct {
	Text      string   `json:"text"`
	Markdown  string   `json:"markdown"`
	ID        string   `json:"id"`
	Arguments []string `json:"arguments"`
}

type inPlace struct {
	URI   string `json:"uri"`
	Base  string `json:"uriBaseId"`
	Index *int   `json:"index"`
}

type inArtifact struct {
	Location inPlace           `json:"location"`
	Hashes   map[string]string `json:"hashes"`
}

type inInvocation struct {
	Successful *bool        `json:"executionSuccessful"`
	Start      string       `json:"startTimeUtc"`
	End        string       `json:"endTimeUtc"`
	Execution  []inNotified `json:"toolExecutionNotifications"`
	Configured []inNotified `json:"toolConfigurationNotifications"`
}

type inNotified struct {
	Level     string       `json:"level"`
	Message   inText       `json:"message"`
	Locations []inLocation `json:"locations"`
}

type inLocation struct {
	Physical struct {
		Artifact inPlace `json:"artifactLocation"`
		Region   struct {
			StartLine   int `json:"startLine"`
			StartColumn int `json:"startColumn"`
			EndLine     int `json:"endLine"`
			EndColumn   int `json:"endColumn"`
		} `json:"region"`
	} `json:"physicalLocation"`
	Logical []struct {
		Name     string `json:"name"`
		FullName string `json:"fullyQualifiedName"`
	} `json:"logicalLocations"`
	Message inText `json:"message"`
}

type inStep struct {
	Location inLocation        `json:"location"`
	Index    *int              `json:"index"`
	State    map[string]inText `json:"state"`
}

type inResult struct {
	RuleID    string `json:"ruleId"`
	RuleIndex *int   `json:"ruleIndex"`
	Rule      struct {
		ID            string `json:"id"`
		Index         *int   `json:"index"`
		ToolComponent struct {
			Index *int `json:"index"`
		} `json:"toolComponent"`
	} `json:"rule"`
	Kind         string            `json:"kind"`
	Level        string            `json:"level"`
	Message      inText            `json:"message"`
	Locations    []inLocation      `json:"locations"`
	Related      []inLocation      `json:"relatedLocations"`
	Partial      map[string]string `json:"partialFingerprints"`
	Fingerprints map[string]string `json:"fingerprints"`
	Baseline     string            `json:"baselineState"`
	Suppressions []struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	} `json:"suppressions"`
	CodeFlows []struct {
		ThreadFlows []struct {
			Locations []inStep `json:"locations"`
		} `json:"threadFlows"`
	} `json:"codeFlows"`
	Properties struct {
		Driver string `json:"driver"`
	} `json:"properties"`
}

// stream reads the runs of a log without ever holding all of its text.
func stream(file string) ([]*inRun, error) {
	info, err := os.Stat(file) // before it is opened: to open a pipe is to wait
	switch {
	case err != nil:
		return nil, unreadable(err)
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file; name a SARIF log")
	case info.Size() > maxLog:
		return nil, fmt.Errorf("is larger than %d GiB; split it, or filter it first", maxLog>>30)
	}
	in, err := os.Open(file)
	if err != nil {
		return nil, unreadable(err)
	}
	defer in.Close()
	// Some tools write UTF-16; a byte order mark says so.
	text := transform.NewReader(bufio.NewReaderSize(in, 1<<20), unicode.BOMOverride(encoding.Nop.NewDecoder()))
	d := &decoder{Decoder: json.NewDecoder(text)}
	var version string
	var runs []*inRun
	found := false
	err = d.object(func(key string) error {
		switch key {
		case "version":
			return d.Decode(&version)
		case "runs":
			found = true
			return d.array(func() error {
				run, err := d.run()
				runs = append(runs, run)
				return err
			})
		}
		return d.skip()
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("is no SARIF log: %w; write one with --format sarif=FILE", said(err))
	case version == "" || !found:
		return nil, errors.New("is JSON, but no SARIF log: it has no version or no runs; write one with --format sarif=FILE")
	case version != "2.1.0":
		return nil, fmt.Errorf("is SARIF of version %.20q; only 2.1.0 can be read: have its tool write that, or convert it", version)
	}
	return runs, nil
}

// said makes an error of JSON shorter: it may quote much of the text.
func said(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends too early")
	}
	if text := []rune(err.Error()); len(text) > 200 {
		return errors.New(string(text[:200]) + "…")
	}
	return err
}

// A decoder reads JSON value by value.
type decoder struct{ *json.Decoder }

// object calls value for each key of an object; value must read what belongs to it.
func (d *decoder) object(value func(key string) error) error {
	if err := d.expect('{'); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if err := value(key.(string)); err != nil {
			return err
		}
	}
	return d.expect('}')
}

// array calls element for each element, which it must read. Null stands for no elements.
func (d *decoder) array(element func() error) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	if token == nil {
		return nil
	}
	if token != json.Delim('[') {
		return fmt.Errorf("there is %v where an array should be", token)
	}
	for d.More() {
		if err := element(); err != nil {
			return err
		}
	}
	return d.expect(']')
}

func (d *decoder) expect(want json.Delim) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("there is %v where %v should be", token, want)
	}
	return nil
}

// skip passes over a value of any size.
func (d *decoder) skip() error {
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

func (d *decoder) run() (*inRun, error) {
	r := &inRun{}
	return r, d.object(func(key string) error {
		switch key {
		case "tool":
			return d.Decode(&r.Tool)
		case "automationDetails":
			return d.Decode(&r.Automation)
		case "originalUriBaseIds":
			return d.Decode(&r.Bases)
		case "artifacts":
			return d.Decode(&r.Artifacts)
		case "columnKind":
			return d.Decode(&r.ColumnKind)
		case "invocations":
			return d.Decode(&r.Invocations)
		case "threadFlowLocations":
			return d.Decode(&r.Shared)
		case "results":
			return d.array(func() error {
				if len(r.Results) >= maxResults {
					r.Cut++
					return d.skip()
				}
				var result inResult
				err := d.Decode(&result)
				r.Results = append(r.Results, result)
				return err
			})
		}
		return d.skip()
	})
}
