_Pragma("clang __debug crash")
