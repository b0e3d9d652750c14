"""What `nearer doctor` looks at: each check takes the environment and returns its findings."""
