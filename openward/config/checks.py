"""System checks of the whole house. (Rooms keep their own rules in their constraints and tests.)"""
