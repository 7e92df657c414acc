"""The main window around the panels: menus, actions, placement, closing."""
