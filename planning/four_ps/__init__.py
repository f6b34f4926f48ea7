"""Product, price, promotion and place, and what a manager may offer without asking."""
