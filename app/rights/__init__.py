"""Rights of access: granted, ended, asked for, replaced while somebody is away, explained."""
