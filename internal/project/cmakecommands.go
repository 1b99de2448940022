package project

import "strings"

// A cmakeCommand is NAME(ARGUMENTS); its name is in lower case.
type cmakeCommand struct {
	name      string
	arguments []string
}

// cmakeCommands splits a text into its commands. Comments are left out.
func cmakeCommands(text string) []cmakeCommand {
	var list []cmakeCommand
	s := &cmakeScanner{text: text}
	for {
		word, ok := s.next()
		if !ok {
			return list
		}
		if word == "(" || word == ")" {
			continue
		}
		if open, _ := s.next(); open != "(" {
			continue
		}
		command := cmakeCommand{name: strings.ToLower(word)}
		for depth := 1; depth > 0; {
			word, ok := s.next()
			switch {
			case !ok:
				depth = 0
			case word == "(":
				depth++
			case word == ")":
				depth--
			default:
				command.arguments = append(command.arguments, word)
			}
		}
		list = append(list, command)
	}
}

type cmakeScanner struct {
	text string
	at   int
}

// next returns the next word or parenthesis; a text in quotes is one word.
func (s *cmakeScanner) next() (string, bool) {
	for s.at < len(s.text) {
		switch rest := s.text[s.at:]; {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			s.at++
		case strings.HasPrefix(rest, "#[["):
			s.at += through(rest, "]]")
		case rest[0] == '#':
			s.at += through(rest, "\n")
		case rest[0] == '(' || rest[0] == ')':
			s.at++
			return rest[:1], true
		case rest[0] == '"':
			end := literal(rest)
			if close := strings.IndexByte(rest[1:], '"'); end < len(rest) && rest[end-1] != '"' && close >= 0 { // over several lines
				end = close + 2
			}
			s.at += end
			return strings.Trim(rest[:end], `"`), true
		default:
			end := strings.IndexAny(rest, " \t\r\n()#\"")
			if end < 0 {
				end = len(rest)
			}
			end = max(end, 1)
			s.at += end
			return rest[:end], true
		}
	}
	return "", false
}
