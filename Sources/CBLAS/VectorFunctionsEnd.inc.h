#undef FUNCTION
#undef SLEEF
#undef SLEEF_
#undef WIDTH
#undef ID
