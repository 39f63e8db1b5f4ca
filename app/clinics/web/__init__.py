"""The pages of clinics. They stand on the medical side: nothing of an employer's is read here, nor by one."""
