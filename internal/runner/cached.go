package runner

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

var (
	taskForm   = facts.NewForm[clang.Task]()
	resultForm = facts.NewForm[report.Result]()
)

// unitKey stands for a task.
func (w *work) unitKey(t clang.Task) cache.Key {
	return cache.KeyOf("unit", w.identity, facts.UnitShape, string(taskForm.Append(nil, &t)))
}

// parse loads a unit, unless that is done: another driver of the run may have the same one, and
// others may have learnt from it.
func (w *work) parse(t clang.Task, load Load) *facts.Unit {
	u := w.shared.unit(t)
	if u == nil {
		return w.parseTaught(t, load)
	}
	u.once.Do(func() { w.shared.loaded(u, w.parseTaught(t, load)) })
	return u.unit
}

// parseTaught loads a unit with what the one that it learns from has learnt.
func (w *work) parseTaught(t clang.Task, load Load) *facts.Unit {
	if teacher := w.shared.teachers[taskKey(t)]; taskKey(teacher) != taskKey(t) {
		t.Lessons = w.parse(teacher, load).Lessons
	}
	return w.parseAlone(t, load)
}

// parseAlone loads a unit, or recalls it.
func (w *work) parseAlone(t clang.Task, load Load) *facts.Unit {
	if w.options.Cache == nil {
		return load(t)
	}
	key := w.unitKey(t)
	if text, ok := w.options.Cache.Recall(key, w.disk); ok {
		if unit, err := facts.ReadUnit(text); err == nil {
			return unit
		}
	}
	unit := load(t)
	if inputs := unit.Inputs(); inputs != nil {
		w.options.Cache.Keep(key, inputs, unit.Append(nil))
	}
	return unit
}

// driverKey stands for a driver and all that is asked about it.
func (w *work) driverKey(d project.Driver, tasks []clang.Task) (cache.Key, error) {
	own, err := json.Marshal(w.options.Own)
	if err != nil {
		return cache.Key{}, fmt.Errorf("describe the driver's own routines: %w", err)
	}
	parts := []string{"driver", w.identity, resultForm.Shape(), d.Name, d.Root, string(own), fmt.Sprint(w.options.Pedantic), strings.Join(d.Outside, " ")}
	for _, c := range w.checks {
		parts = append(parts, c.Name)
	}
	for _, t := range slices.Concat(tasks, w.shared.foreign(tasks)) {
		parts = append(parts, taskKey(t))
	}
	return cache.KeyOf(parts...), nil
}

// recall returns the result of a driver of which nothing has changed, nil if something
// has.
func (w *work) recall(d project.Driver, tasks []clang.Task) *report.Result {
	if w.options.Cache == nil {
		return nil
	}
	w.free <- struct{}{}
	defer func() { <-w.free }()
	start := time.Now()
	key, err := w.driverKey(d, tasks)
	if err != nil {
		return nil
	}
	text, ok := w.options.Cache.Recall(key, w.disk)
	if !ok {
		return nil
	}
	result, err := resultForm.Read(text)
	if err != nil {
		return nil
	}
	result.Drivers[0].Seconds = time.Since(start).Seconds()
	w.options.advance(0, len(tasks))
	return result
}

// allInputs are what the units of a driver depend on together, nil if that can't be told.
func allInputs(units []*facts.Unit) map[clang.Question]string {
	all := map[clang.Question]string{}
	for _, u := range units {
		inputs := u.Inputs()
		if inputs == nil {
			return nil
		}
		for _, in := range inputs {
			if answer, known := all[in.Question]; known && answer != in.Answer {
				return nil // a file changed between two units
			}
			all[in.Question] = in.Answer
		}
	}
	return all
}

// keep keeps the result of a driver, which depends on the inputs of its units.
func (w *work) keep(d project.Driver, tasks []clang.Task, units []*facts.Unit, result *report.Result) {
	if w.options.Cache == nil {
		return
	}
	for _, t := range w.shared.foreign(tasks) {
		units = append(slices.Clip(units), w.parse(t, w.loader(d)))
	}
	inputs := allInputs(units)
	if inputs == nil {
		return
	}
	key, err := w.driverKey(d, tasks)
	if err != nil {
		return
	}
	w.options.Cache.Keep(key, clang.Inputs(inputs), resultForm.Append(nil, result))
}

// knownKey stands for what is known of the single functions of a driver, whatever is in them.
func (w *work) knownKey(d project.Driver) (cache.Key, error) {
	own, err := json.Marshal(w.options.Own)
	if err != nil {
		return cache.Key{}, fmt.Errorf("describe the driver's own routines: %w", err)
	}
	return cache.KeyOf("functions", w.identity, d.Name, d.Root, string(own)), nil
}

// known returns what earlier runs have found out of the single functions of a driver; nil if nothing is to be kept.
func (w *work) known(d project.Driver) []byte {
	if w.options.Cache == nil {
		return nil
	}
	key, err := w.knownKey(d)
	if err != nil {
		return nil
	}
	if packed, ok := w.options.Cache.Recall(key, w.disk); ok {
		if text, err := facts.Unpack(packed); err == nil {
			return text
		}
	}
	return []byte{}
}

// keepKnown keeps what is known of the single functions of a driver, if that is anything new.
func (w *work) keepKnown(d project.Driver, known []byte) {
	if known == nil {
		return
	}
	if key, err := w.knownKey(d); err == nil {
		w.options.Cache.Keep(key, nil, facts.Pack(known))
	}
}
