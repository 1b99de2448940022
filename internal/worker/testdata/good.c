int g(int x);
int f(void) { return g(1); }
