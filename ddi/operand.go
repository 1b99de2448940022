package ddi

import (
	"fmt"
	"strconv"
	"strings"
)

// An Operand is the role that an argument plays for a routine.
type Operand uint8

// The operands. operandWords spells them as the tables do.
const (
	OpLock Operand = iota
	OpObject
	OpHandle
	OpTimeout
	OpWaitType
	OpCount
	OpMode
	OpAlertable
	OpCallback
	OpCallback2
	OpCallback3
	OpContext
	OpRemove
	OpValue
	OpTarget
	OpSource
	OpComparand
	OpText
	OpName
	OpID
	OpThread
	OpState
	OpStateOut
	OpObjectOut
	OpListOut // an array that gets pointers
	OpHandleOut
	OpCookieOut
	OpClientIDOut
	OpReply
	OpType
	OpBlocks
	OpDPC
	OpIRP
	OpLockHandle
	OpEvent
	OpStatusBlock
	OpOut
	OpPeriod
	OpProcess
	OpAttributes // of a handle
	OpRecord     // of a callback, in memory of the driver
	OpStatusOut  // gets the status of a routine that returns none
	operands     // how many of them code asks for
)

var operandWords = [operands]string{
	"lock", "object", "handle", "timeout", "waittype", "count", "mode", "alertable", "callback", "callback2", "callback3", "context",
	"remove", "value", "target", "source", "comparand", "text", "name", "id", "thread", "state", "state_out", "object_out", "list_out", "handle_out",
	"cookie_out", "clientid_out", "reply", "type", "blocks", "dpc", "irp", "lockhandle", "event", "iosb", "out", "period", "process", "attributes", "record", "status_out",
}

var operandOf = func() map[string]Operand {
	m := map[string]Operand{}
	for i, word := range operandWords {
		m[word] = Operand(i)
	}
	return m
}()

// Operands gives the index, from 0, of the argument that plays each role, plus one; 0: none does.
type Operands [operands]uint8

// Set notes which argument plays a role, by the word of the tables. A role that nothing asks for is left out.
func (o *Operands) Set(role string, index int) {
	if i, ok := operandOf[role]; ok {
		o[i] = uint8(index + 1)
	}
}

// Highest is the highest index of an argument that plays a role, -1 if none does.
func (o Operands) Highest() int {
	highest := 0
	for _, i := range o {
		highest = max(highest, int(i))
	}
	return highest - 1
}

// parseOperands reads "object:0 timeout:4".
func parseOperands(s string) (map[string]int, error) {
	m := map[string]int{}
	for _, arg := range strings.Fields(s) {
		role, index, ok := strings.Cut(arg, ":")
		n, err := strconv.Atoi(index)
		if !ok || err != nil || n < 0 || n > maxOperand {
			return nil, fmt.Errorf("argument %q: want role:index", arg)
		}
		m[role] = n
	}
	return m, nil
}

// maxOperand is the highest index of an argument.
const maxOperand = 63
